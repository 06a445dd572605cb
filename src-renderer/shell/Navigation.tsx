import { ActionIcon, NavLink, ScrollArea, Tooltip } from '@mantine/core';
import { IconLayoutSidebar } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useNavigate } from 'react-router';
import { useShortcut } from '../components/shortcuts.ts';
import { useIsAdmin } from '../data/auth.ts';
import type { PageDefinition } from '../pages/page.ts';
import { pages } from '../pages/registry.tsx';
import classes from './shell.module.css';

interface NavigationProps {
  isNarrow: boolean;
  onToggleNarrow: () => void;
}

/** Where a page begins: `alerts/:id` is below `/alerts`. */
export const homeOf = ({ paths }: PageDefinition): string => `/${(paths[0] ?? '').replace(/\/?[:*].*$/, '')}`;

export const usePages = (): readonly PageDefinition[] => {
  const isAdmin = useIsAdmin();
  return pages.filter((page) => isAdmin || page.isAdminOnly !== true);
};

export const Navigation = ({ isNarrow, onToggleNarrow }: NavigationProps) => {
  const { t } = useTranslation('shell');
  return (
    <>
      <ScrollArea component="nav" flex={1} aria-label={t('menu.pages')}>
        {usePages().map((page) =>
          page.isOffSidebar === true ? (
            <PageKey key={page.name} page={page} />
          ) : (
            <PageLink key={page.name} page={page} isNarrow={isNarrow} />
          ),
        )}
      </ScrollArea>
      <Tooltip label={isNarrow ? t('menu.widen') : t('menu.narrow')}>
        <ActionIcon
          variant="subtle"
          color="gray"
          visibleFrom="sm"
          onClick={onToggleNarrow}
          aria-label={isNarrow ? t('menu.widen') : t('menu.narrow')}
        >
          <IconLayoutSidebar size={18} stroke={1.6} className="flip-in-rtl" />
        </ActionIcon>
      </Tooltip>
    </>
  );
};

const usePageKey = (page: PageDefinition): void => {
  const { t } = useTranslation('shell');
  const navigate = useNavigate();
  const run = () => void navigate(homeOf(page));
  useShortcut({ keys: `g ${page.key}`, label: t(`nav.${page.name}`), group: 'go', run });
};

const PageKey = ({ page }: { page: PageDefinition }) => {
  usePageKey(page);
  return null;
};

const PageLink = ({ page, isNarrow }: { page: PageDefinition; isNarrow: boolean }) => {
  const { t } = useTranslation('shell');
  const { pathname } = useLocation();
  const home = homeOf(page);
  const label = t(`nav.${page.name}`);
  usePageKey(page);
  const isActive = home === '/' ? pathname === '/' : pathname === home || pathname.startsWith(`${home}/`);
  const { icon: Icon } = page;
  return (
    <Tooltip label={label} disabled={!isNarrow}>
      <NavLink
        component={Link}
        to={home}
        active={isActive}
        aria-current={isActive ? 'page' : undefined}
        aria-label={label}
        label={isNarrow ? undefined : label}
        leftSection={<Icon size={18} stroke={1.6} />}
        className={`${classes.link} ${isNarrow ? classes.narrowLink : ''}`}
      />
    </Tooltip>
  );
};
