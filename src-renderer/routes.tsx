import type { ComponentType } from 'react';
import { createHashRouter, type RouteObject } from 'react-router';
import { fetchCode } from './data/page-code.ts';
import { NotFoundPage } from './pages/NotFound.page.tsx';
import { pages } from './pages/registry.tsx';
import { PageError } from './shell/PageError.tsx';
import { Shell } from './shell/Shell.tsx';
import { SplashScreen } from './shell/SplashScreen.tsx';

const whenOpened = (load: () => Promise<ComponentType>) => async () => ({ Component: await fetchCode(load) });

const pageRoutes: RouteObject[] = pages.flatMap(({ paths, load }) =>
  paths.map((path) => ({
    ...(path === '' ? { index: true as const } : { path }),
    lazy: whenOpened(load),
    ErrorBoundary: PageError,
  })),
);

export const router = createHashRouter([
  {
    path: '/login',
    lazy: whenOpened(async () => (await import('./pages/login/Login.page.tsx')).LoginPage),
    ErrorBoundary: PageError,
    HydrateFallback: SplashScreen,
  },
  {
    path: '/',
    Component: Shell,
    ErrorBoundary: PageError,
    HydrateFallback: SplashScreen,
    children: [...pageRoutes, { path: '*', Component: NotFoundPage }],
  },
]);
