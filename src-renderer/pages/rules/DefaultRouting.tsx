import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SeverityOverrides } from '../../../src-shared/contract/rules.ts';
import { severities } from '../../../src-shared/vocabulary.ts';
import { DestinationChips } from '../../components/DestinationChips.tsx';
import { DestinationSelect } from '../../components/DestinationSelect.tsx';
import { QueryGate } from '../../components/QueryGate.tsx';
import { Section } from '../../components/Section.tsx';
import { toastUndo } from '../../components/toasts.tsx';
import { useIsAdmin } from '../../data/auth.ts';
import { useSettings, useUpdateSettings } from '../../data/settings.ts';
import { RuleWarning } from './RuleWarning.tsx';
import classes from './rules.module.css';
import { SeverityGrid } from './SeverityGrid.tsx';
import { TakenCount } from './TakenCount.tsx';
import type { RuleInsight } from './use-rule-insight.ts';

/** The last row of the list: whatever no rule takes. */
export const DefaultDestinations = ({ insight }: { insight: RuleInsight }) => {
  const { t } = useTranslation('rules');
  const settings = useSettings();
  return (
    <QueryGate query={settings}>
      {({ defaultDestinationIds }) => (
        <section className={classes.last} aria-label={t('default.title')}>
          <div className={classes.what}>
            <Text fw={600} size="sm">
              {t('default.title')}
            </Text>
            <Text size="sm" c="dimmed" mb={6}>
              {t('default.lead')}
            </Text>
            {insight.usable !== null && !defaultDestinationIds.some((id) => insight.usable?.has(id)) && (
              <RuleWarning>{t('default.nobody')}</RuleWarning>
            )}
            <DefaultDestinationsField ids={defaultDestinationIds} />
          </div>
          <TakenCount count={insight.untaken.length} insight={insight} to="/alerts" />
        </section>
      )}
    </QueryGate>
  );
};

const DefaultDestinationsField = ({ ids }: { ids: string[] }) => {
  const { t } = useTranslation('rules');
  const isAdmin = useIsAdmin();
  const update = useUpdateSettings();
  const [draft, setDraft] = useState<string[] | null>(null);
  if (!isAdmin) return <DestinationChips ids={ids} empty={t('row.noDestinations')} />;
  const save = (): void => {
    if (draft === null) return;
    update.mutate(
      { defaultDestinationIds: draft },
      {
        onSuccess: () => {
          setDraft(null);
          toastUndo(t('default.saved'), () => update.mutate({ defaultDestinationIds: ids }));
        },
      },
    );
  };
  return (
    <Group align="flex-start" gap="xs">
      <DestinationSelect
        aria-label={t('default.field')}
        placeholder={(draft ?? ids).length === 0 ? t('grid.choose') : undefined}
        value={draft ?? ids}
        onChange={setDraft}
        flex={1}
        miw={220}
        maw={640}
      />
      {draft !== null && (
        <SaveOrNot onSave={save} onDrop={() => setDraft(null)} isPending={update.isPending} />
      )}
    </Group>
  );
};

interface SaveOrNotProps {
  onSave: () => void;
  onDrop: () => void;
  isPending: boolean;
}

const SaveOrNot = ({ onSave, onDrop, isPending }: SaveOrNotProps) => {
  const { t } = useTranslation();
  return (
    <Group gap="xs" wrap="nowrap">
      <Button variant="default" onClick={onDrop} disabled={isPending}>
        {t('cancel')}
      </Button>
      <Button onClick={onSave} loading={isPending}>
        {t('save')}
      </Button>
    </Group>
  );
};

/** For all rules that say nothing of their own for a severity. */
export const GlobalOverrides = () => {
  const { t } = useTranslation('rules');
  const settings = useSettings();
  return (
    <Section title={t('global.title')} lead={t('global.lead')}>
      <QueryGate query={settings}>
        {({ severityOverrides }) => <GlobalOverridesForm stored={severityOverrides} />}
      </QueryGate>
    </Section>
  );
};

const GlobalOverridesForm = ({ stored }: { stored: SeverityOverrides }) => {
  const { t } = useTranslation('rules');
  const isAdmin = useIsAdmin();
  const update = useUpdateSettings();
  const [draft, setDraft] = useState<SeverityOverrides | null>(null);
  if (!isAdmin && severities.every((severity) => stored[severity] === undefined)) {
    return (
      <Text size="sm" c="dimmed">
        {t('global.none')}
      </Text>
    );
  }
  const save = (): void => {
    if (draft === null) return;
    update.mutate(
      { severityOverrides: draft },
      {
        onSuccess: () => {
          setDraft(null);
          toastUndo(t('global.saved'), () => update.mutate({ severityOverrides: stored }));
        },
      },
    );
  };
  return (
    <Stack gap="sm">
      <SeverityGrid value={draft ?? stored} onChange={setDraft} isReadOnly={!isAdmin} />
      {draft !== null && (
        <Group justify="flex-end">
          <SaveOrNot onSave={save} onDrop={() => setDraft(null)} isPending={update.isPending} />
        </Group>
      )}
    </Stack>
  );
};
