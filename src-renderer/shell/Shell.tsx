import { AppShell, Box, Burger, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, Outlet, useLocation, useNavigation } from 'react-router';
import { ErrorState } from '../components/ErrorState.tsx';
import { PageSkeleton } from '../components/LoadingState.tsx';
import { startShortcuts, useShortcut } from '../components/shortcuts.ts';
import { useMe } from '../data/auth.ts';
import { fetchCode, lazily } from '../data/page-code.ts';
import { setPreferences, usePreferences } from '../i18n/preferences.ts';
import { Brand } from './Brand.tsx';
import { ConnectionBanner } from './ConnectionBanner.tsx';
import { HealthIndicator } from './HealthIndicator.tsx';
import { HelpSheet } from './HelpSheet.tsx';
import { LanguageMenu } from './LanguageMenu.tsx';
import { Navigation } from './Navigation.tsx';
import { ReloadNotice } from './ReloadNotice.tsx';
import { SchemeMenu } from './SchemeMenu.tsx';
import { SplashScreen } from './SplashScreen.tsx';
import classes from './shell.module.css';
import { UserMenu } from './UserMenu.tsx';

const paletteCode = () => import('./CommandPalette.tsx');
const CommandPalette = lazily(async () => (await paletteCode()).CommandPalette);
const openPalette = async () => (await fetchCode(paletteCode)).openPalette();

/** Sidebar, header and the page; whoever is not signed in is led to the login page and back. */
export const Shell = () => {
  const me = useMe();
  const { pathname, search } = useLocation();
  if (me.data) return <SignedIn />;
  if (me.data === null) {
    const from = `${pathname}${search}`;
    return <Navigate to={from === '/' ? '/login' : `/login?from=${encodeURIComponent(from)}`} replace />;
  }
  if (me.isError) {
    return (
      <Box p="xl" maw={640} mx="auto">
        <ErrorState error={me.error} onRetry={() => void me.refetch()} isRetrying={me.isFetching} />
      </Box>
    );
  }
  return <SplashScreen />;
};

const SignedIn = () => {
  const { t } = useTranslation('shell');
  const [isMenuOpen, menu] = useDisclosure(false);
  const { isSidebarNarrow } = usePreferences();
  const { pathname } = useLocation();
  const isChanging = useNavigation().state === 'loading';
  useEffect(startShortcuts, []);
  // Here, not in the palette: its code comes later than the first key.
  useShortcut({
    keys: 'mod+K',
    label: t('palette.open'),
    group: 'everywhere',
    worksInFields: true,
    run: () => void openPalette(),
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a page was chosen
  useEffect(menu.close, [pathname]);

  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: isSidebarNarrow ? 56 : 208, breakpoint: 'sm', collapsed: { mobile: !isMenuOpen } }}
      padding={{ base: 'sm', sm: 'lg' }}
    >
      <button type="button" className="skip-link" onClick={focusMain}>
        {t('skipToPage')}
      </button>
      <AppShell.Header className={classes.header}>
        <Group gap="xs" wrap="nowrap">
          <Burger
            opened={isMenuOpen}
            onClick={menu.toggle}
            hiddenFrom="sm"
            size="sm"
            aria-label={isMenuOpen ? t('menu.close') : t('menu.open')}
            aria-expanded={isMenuOpen}
          />
          <Brand />
        </Group>
        <Group gap={4} wrap="nowrap">
          <HealthIndicator />
          <Suspense fallback={null}>
            <CommandPalette />
          </Suspense>
          <HelpSheet />
          <LanguageMenu />
          <SchemeMenu />
          <UserMenu />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={classes.navbar}>
        <Navigation
          isNarrow={isSidebarNarrow && !isMenuOpen}
          onToggleNarrow={() => setPreferences({ isSidebarNarrow: !isSidebarNarrow })}
        />
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} className={classes.main} aria-busy={isChanging}>
        <div className={classes.page}>
          <ConnectionBanner />
          <ReloadNotice />
          <Suspense fallback={<PageSkeleton />}>
            <Outlet />
          </Suspense>
        </div>
      </AppShell.Main>
    </AppShell>
  );
};

// No link: the hash is the route.
const focusMain = (): void => document.getElementById('main')?.focus();
