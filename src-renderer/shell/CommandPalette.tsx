import {
  openSpotlight,
  Spotlight,
  type SpotlightActionData,
  type SpotlightActionGroupData,
} from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useShortcutList } from '../components/shortcuts.ts';
import { HeaderButton } from './HeaderButton.tsx';
import { homeOf, usePages } from './Navigation.tsx';

/** Before the palette is there it opens when it comes. */
export const openPalette = openSpotlight;

/** Everything that can be done from here, by typing a part of its name. */
export const CommandPalette = () => {
  const { t } = useTranslation('shell');
  const navigate = useNavigate();
  const shortcuts = useShortcutList();

  const goTo: SpotlightActionData[] = usePages().map((page) => ({
    id: page.name,
    label: t(`nav.${page.name}`),
    leftSection: <page.icon size={18} stroke={1.6} />,
    onClick: () => void navigate(homeOf(page)),
  }));
  const act: SpotlightActionData[] = shortcuts
    .filter(({ group, keys }) => group !== 'go' && group !== 'list' && keys !== 'mod+K')
    .map(({ keys, label, run }) => ({ id: keys, label, onClick: run }));
  const actions: SpotlightActionGroupData[] = [
    { group: t('help.go'), actions: goTo },
    { group: t('palette.actions'), actions: act },
  ];

  return (
    <>
      <HeaderButton label={t('palette.open')} onClick={openSpotlight}>
        <IconSearch size={20} stroke={1.6} />
      </HeaderButton>
      <Spotlight
        actions={actions}
        shortcut={null}
        nothingFound={t('palette.nothing')}
        highlightQuery
        scrollable
        maxHeight={420}
        searchProps={{
          leftSection: <IconSearch size={18} stroke={1.6} />,
          placeholder: t('palette.placeholder'),
          'aria-label': t('palette.placeholder'),
        }}
      />
    </>
  );
};
