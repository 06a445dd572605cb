import {
  DirectionProvider,
  localStorageColorSchemeManager,
  MantineProvider,
  useDirection,
} from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, StrictMode, Suspense, useEffect, useMemo } from 'react';
import { RouterProvider } from 'react-router';
import { LiveProvider } from './data/live.tsx';
import { lazily } from './data/page-code.ts';
import { queryClient } from './first-questions.ts';
import { usePreferences } from './i18n/preferences.ts';
import { router } from './routes.tsx';
import { cssVariables, themeFor } from './theme.ts';
import { isDesktop } from './transport/desktop.ts';

const colorSchemeManager = localStorageColorSchemeManager();

export const App = () => {
  const { language } = usePreferences();
  const theme = useMemo(() => themeFor(language), [language]);
  return (
    <StrictMode>
      <DirectionProvider initialDirection={language === 'fa' ? 'rtl' : 'ltr'} detectDirection={false}>
        <MantineProvider
          theme={theme}
          cssVariablesResolver={cssVariables}
          defaultColorScheme="auto"
          colorSchemeManager={colorSchemeManager}
        >
          <FollowLanguage>
            <QueryClientProvider client={queryClient}>
              <Notifications position="bottom-right" limit={4} zIndex={400} />
              <InItsShell>
                <LiveProvider>
                  <Suspense fallback={null}>
                    <RouterProvider router={router} />
                  </Suspense>
                </LiveProvider>
              </InItsShell>
            </QueryClientProvider>
          </FollowLanguage>
        </MantineProvider>
      </DirectionProvider>
    </StrictMode>
  );
};

const DesktopGate = lazily(async () => (await import('./shell/DesktopGate.tsx')).DesktopGate);

/** In the desktop's window the console is there while the engine runs; a browser finds it only then. */
const InItsShell = ({ children }: { children: ReactNode }) =>
  isDesktop() ? (
    <Suspense fallback={null}>
      <DesktopGate>{children}</DesktopGate>
    </Suspense>
  ) : (
    children
  );

const FollowLanguage = ({ children }: { children: ReactNode }) => {
  const { language } = usePreferences();
  const { setDirection } = useDirection();
  useEffect(() => setDirection(language === 'fa' ? 'rtl' : 'ltr'), [language, setDirection]);
  return children;
};
