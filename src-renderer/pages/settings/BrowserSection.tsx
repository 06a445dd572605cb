import { Input, SegmentedControl, Select, Stack, Text, useMantineColorScheme } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../components/now.ts';
import { Section } from '../../components/Section.tsx';
import { useFormat } from '../../i18n/format.ts';
import { type Preferences, setPreferences, usePreferences } from '../../i18n/preferences.ts';
import { languageNames } from '../../shell/language-names.ts';
import classes from './settings.module.css';

const schemes = ['light', 'dark', 'auto'] as const;
const digits = ['auto', 'latn', 'arabext'] as const satisfies Preferences['digits'][];
const calendars = ['auto', 'gregory', 'persian'] as const satisfies Preferences['calendar'][];

/** How this browser's reader likes to see things. Applies at once and concerns nobody else. */
export const BrowserSection = () => {
  const { t } = useTranslation(['settings', 'shell']);
  const preferences = usePreferences();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const format = useFormat();
  const now = useNow();
  return (
    <Section title={t('sections.browser')} lead={t('leads.browser')}>
      <Stack gap="md" className={classes.form}>
        <Choice label={t('browser.language')}>
          <SegmentedControl
            aria-label={t('browser.language')}
            value={preferences.language}
            onChange={(language) => setPreferences({ language: language === 'fa' ? 'fa' : 'en' })}
            data={languageNames.map(({ code, name }) => ({ value: code, label: name }))}
          />
        </Choice>
        <Choice label={t('browser.scheme')}>
          <SegmentedControl<(typeof schemes)[number]>
            aria-label={t('browser.scheme')}
            value={colorScheme}
            onChange={setColorScheme}
            data={schemes.map((scheme) => ({ value: scheme, label: t(`shell:scheme.${scheme}`) }))}
          />
        </Choice>
        <Choice label={t('browser.digits')}>
          <SegmentedControl<Preferences['digits']>
            aria-label={t('browser.digits')}
            value={preferences.digits}
            onChange={(value) => setPreferences({ digits: value })}
            data={digits.map((value) => ({ value, label: t(`browser.digitChoices.${value}`) }))}
          />
        </Choice>
        <Choice label={t('browser.calendar')}>
          <SegmentedControl<Preferences['calendar']>
            aria-label={t('browser.calendar')}
            value={preferences.calendar}
            onChange={(value) => setPreferences({ calendar: value })}
            data={calendars.map((value) => ({ value, label: t(`browser.calendarChoices.${value}`) }))}
          />
        </Choice>
        <Select
          label={t('browser.timeZone')}
          placeholder={t('browser.ownZone')}
          data={['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')]}
          value={preferences.timeZone === '' ? null : preferences.timeZone}
          onChange={(zone) => setPreferences({ timeZone: zone ?? '' })}
          clearable
          clearButtonProps={{ 'aria-label': t('browser.ownZone') }}
          searchable
          limit={100}
        />
        <Text size="sm" c="dimmed">
          {t('browser.example', { time: format.dateTime(now) })}
        </Text>
      </Stack>
    </Section>
  );
};

const Choice = ({ label, children }: { label: string; children: ReactNode }) => (
  <Input.Wrapper label={label} labelElement="div">
    <div>{children}</div>
  </Input.Wrapper>
);
