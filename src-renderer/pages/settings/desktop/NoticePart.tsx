import { Chip, Group, Input, NumberInput, Stack, Switch, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { DesktopSettings } from '../../../../src-shared/contract/desktop.ts';
import { type Severity, severities } from '../../../../src-shared/vocabulary.ts';
import { Section } from '../../../components/Section.tsx';
import { useChangeDesktop } from '../../../data/desktop.ts';

export const NoticePart = ({ settings }: { settings: DesktopSettings }) => {
  const { t } = useTranslation('desktop');
  const { mutate: change } = useChangeDesktop();
  return (
    <Section title={t('settings.notices')} lead={t('settings.noticesLead')}>
      <Stack gap="md">
        <SeverityChips
          label={t('settings.noticeSeverities')}
          value={settings.noticeSeverities}
          onChange={(noticeSeverities) => change({ noticeSeverities })}
        />
        <SeverityChips
          label={t('settings.soundSeverities')}
          value={settings.soundSeverities}
          onChange={(soundSeverities) => change({ soundSeverities })}
        />
        <NumberInput
          label={t('settings.noticesPerMinute')}
          description={t('settings.noticesPerMinuteHelp')}
          maw={240}
          min={1}
          max={60}
          allowDecimal={false}
          clampBehavior="strict"
          value={settings.noticesPerMinute}
          onChange={(value) => {
            if (typeof value === 'number') change({ noticesPerMinute: value });
          }}
        />
        <Switch
          label={t('settings.quietHours')}
          checked={settings.quietHours}
          onChange={(event) => change({ quietHours: event.currentTarget.checked })}
        />
        {settings.quietHours && (
          <>
            <Group>
              <TextInput
                type="time"
                label={t('settings.quietFrom')}
                value={settings.quietFrom}
                onChange={({ currentTarget: { value } }) => value !== '' && change({ quietFrom: value })}
              />
              <TextInput
                type="time"
                label={t('settings.quietTo')}
                value={settings.quietTo}
                onChange={({ currentTarget: { value } }) => value !== '' && change({ quietTo: value })}
              />
            </Group>
            <Switch
              label={t('settings.quietExceptCritical')}
              checked={settings.quietExceptCritical}
              onChange={(event) => change({ quietExceptCritical: event.currentTarget.checked })}
            />
          </>
        )}
      </Stack>
    </Section>
  );
};

interface SeverityChipsProps {
  label: string;
  value: Severity[];
  onChange: (value: Severity[]) => void;
}

const SeverityChips = ({ label, value, onChange }: SeverityChipsProps) => {
  const { t } = useTranslation('words');
  return (
    <Input.Wrapper label={label} labelElement="div">
      <Chip.Group
        multiple
        value={value}
        onChange={(chosen) => onChange(severities.filter((one) => chosen.includes(one)))}
      >
        <Group gap="xs" mt={4} role="group" aria-label={label}>
          {severities.map((severity) => (
            <Chip key={severity} value={severity} size="sm">
              {t(`severity.${severity}`)}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </Input.Wrapper>
  );
};
