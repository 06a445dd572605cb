import { type MantineColorScheme, Menu, useMantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { HeaderButton } from './HeaderButton.tsx';

const schemes = ['light', 'dark', 'auto'] as const satisfies readonly MantineColorScheme[];
const icons = { light: IconSun, dark: IconMoon, auto: IconDeviceDesktop };

export const SchemeMenu = () => {
  const { t } = useTranslation('shell');
  // Mantine stops transitions for the moment by a <style> element, which the security policy forbids.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const Current = icons[colorScheme];
  return (
    <Menu>
      <Menu.Target>
        <HeaderButton label={t('scheme.choose')}>
          <Current size={20} stroke={1.6} />
        </HeaderButton>
      </Menu.Target>
      <Menu.Dropdown>
        {schemes.map((scheme) => {
          const Icon = icons[scheme];
          return (
            <Menu.CheckboxItem
              key={scheme}
              checked={scheme === colorScheme}
              onChange={() => setColorScheme(scheme)}
              rightSection={<Icon size={16} stroke={1.6} />}
            >
              {t(`scheme.${scheme}`)}
            </Menu.CheckboxItem>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
};
