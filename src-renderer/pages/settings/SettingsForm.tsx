import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useBlocker } from 'react-router';
import { type Settings, settingsSections } from '../../../src-shared/contract/settings.ts';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Section } from '../../components/Section.tsx';
import { useShortcut } from '../../components/shortcuts.ts';
import { SettingRow } from './SettingRow.tsx';
import type { SectionName } from './sections.ts';
import { isSection, type SettingField, settingsList } from './setting-fields.ts';
import classes from './settings.module.css';
import { type SettingsDraft, useSettingsDraft } from './use-settings-draft.ts';

interface SettingsFormProps {
  stored: Settings;
  section: SectionName;
  q: string;
  isReadOnly: boolean;
  onOpenSection: (name: string) => void;
}

/** The settings of one section, or of all that fit the search. What is changed stays while one looks around. */
export const SettingsForm = ({ stored, section, q, isReadOnly, onOpenSection }: SettingsFormProps) => {
  const { t } = useTranslation('settings');
  const draft = useSettingsDraft(stored, (name) => {
    const field = settingsList.find((one) => one.name === name);
    if (field !== undefined && field.section !== section) onOpenSection(field.section);
  });
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = ({ name, help }: SettingField): boolean => {
    const text = [name, help, t(`fields.${name}.label`), t(`fields.${name}.help`, { defaultValue: '' })];
    return words.every((word) => text.join(' ').toLowerCase().includes(word));
  };
  const shown = settingsSections
    .filter((name) => words.length > 0 || name === section)
    .map((name) => ({ name, fields: settingsList.filter((field) => field.section === name && fits(field)) }))
    .filter(({ fields }) => fields.length > 0);
  return (
    <>
      <Stack gap="md">
        {shown.map(({ name, fields }) => (
          <Section key={name} title={t(`sections.${name}`)} lead={t(`leads.${name}`)}>
            {fields.map((field) => (
              <SettingRow key={field.name} field={field} draft={draft} isReadOnly={isReadOnly} />
            ))}
          </Section>
        ))}
        {shown.length === 0 && (words.length > 0 || isSection(section)) && (
          <EmptyState title={t('nothingFound')} next={t('nothingFoundNext')} />
        )}
      </Stack>
      <DirtyBar draft={draft} />
      <LeaveGuard isDirty={draft.changed.length > 0} onLeave={draft.discard} />
    </>
  );
};

const DirtyBar = ({ draft }: { draft: SettingsDraft }) => {
  const { t } = useTranslation('settings');
  const { changed, faulty, isSaving } = draft;
  const isOpen = changed.length > 0;
  const isReady = isOpen && faulty.length === 0;
  useShortcut(
    { keys: 'mod+S', label: t('save'), group: 'page', worksInFields: true, run: draft.save },
    isReady,
  );
  if (!isOpen) return null;
  return (
    <Paper className={classes.bar} role="region" aria-label={t('unsavedLabel')}>
      <Group gap="sm">
        <Text size="sm" role="status">
          {faulty.length > 0
            ? t('faulty', { count: faulty.length })
            : t('unsaved', { count: changed.length })}
        </Text>
        <Group gap="xs" wrap="nowrap">
          <Button size="xs" variant="default" onClick={draft.discard} disabled={isSaving}>
            {t('discard')}
          </Button>
          <Button size="xs" onClick={draft.save} disabled={!isReady} loading={isSaving}>
            {t('save')}
          </Button>
        </Group>
      </Group>
    </Paper>
  );
};

/** Asks before unsaved changes are left behind; sections of this page are no leaving. */
const LeaveGuard = ({ isDirty, onLeave }: { isDirty: boolean; onLeave: () => void }) => {
  const { t } = useTranslation('settings');
  const blocker = useBlocker(({ nextLocation }) => isDirty && !nextLocation.pathname.startsWith('/settings'));
  useEffect(() => {
    if (!isDirty) return;
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [isDirty]);
  if (blocker.state !== 'blocked') return null;
  return (
    <ConfirmDialog
      isOpen
      title={t('leave.title')}
      confirmLabel={t('leave.confirm')}
      onConfirm={() => {
        onLeave();
        blocker.proceed();
      }}
      onClose={() => blocker.reset()}
    >
      {t('leave.what')}
    </ConfirmDialog>
  );
};
