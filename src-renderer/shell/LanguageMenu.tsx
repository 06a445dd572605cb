import { Menu } from '@mantine/core';
import { IconLanguage } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useShortcut } from '../components/shortcuts.ts';
import { setPreferences, usePreferences } from '../i18n/preferences.ts';
import { HeaderButton } from './HeaderButton.tsx';
import { languageNames } from './language-names.ts';

/** Each language under its own name. */
export const LanguageMenu = () => {
  const { t } = useTranslation('shell');
  const { language } = usePreferences();
  useShortcut({
    keys: 'mod+shift+L',
    label: t('language.switch'),
    group: 'everywhere',
    worksInFields: true,
    run: () => setPreferences({ language: language === 'en' ? 'fa' : 'en' }),
  });
  return (
    <Menu>
      <Menu.Target>
        <HeaderButton label={t('language.choose')}>
          <IconLanguage size={20} stroke={1.6} />
        </HeaderButton>
      </Menu.Target>
      <Menu.Dropdown>
        {languageNames.map(({ code, name }) => (
          <Menu.CheckboxItem
            key={code}
            checked={code === language}
            onChange={() => setPreferences({ language: code })}
            lang={code}
          >
            {name}
          </Menu.CheckboxItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
};
