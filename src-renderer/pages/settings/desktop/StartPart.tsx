import { Input, SegmentedControl, Stack, Switch, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { DesktopSettings } from '../../../../src-shared/contract/desktop.ts';
import { Section } from '../../../components/Section.tsx';
import { useChangeDesktop } from '../../../data/desktop.ts';

const choices = ['ask', 'tray', 'quit'] as const;

export const StartPart = ({ settings, hasTray }: { settings: DesktopSettings; hasTray: boolean }) => {
  const { t } = useTranslation('desktop');
  const { mutate: change } = useChangeDesktop();
  return (
    <Section title={t('settings.start')}>
      <Stack gap="md">
        <Switch
          label={t('settings.launchAtLogin')}
          checked={settings.launchAtLogin}
          onChange={(event) => change({ launchAtLogin: event.currentTarget.checked })}
        />
        <Input.Wrapper label={t('settings.whenClosed')} labelElement="div">
          <div>
            <SegmentedControl<(typeof choices)[number]>
              aria-label={t('settings.whenClosed')}
              value={settings.whenClosed}
              onChange={(whenClosed) => change({ whenClosed })}
              data={choices.map((value) => ({ value, label: t(`settings.whenClosedChoices.${value}`) }))}
            />
          </div>
        </Input.Wrapper>
        {!hasTray && (
          <Text size="sm" c="dimmed">
            {t('settings.noTray')}
          </Text>
        )}
      </Stack>
    </Section>
  );
};
