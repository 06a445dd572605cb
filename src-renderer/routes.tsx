import type { ComponentType } from 'react';
import { createHashRouter, type RouteObject } from 'react-router';
import { NotFoundPage } from './pages/NotFound.page.tsx';
import { pages } from './pages/registry.tsx';
import { PageError } from './shell/PageError.tsx';
import { Shell } from './shell/Shell.tsx';
import { SplashScreen } from './shell/SplashScreen.tsx';

const lazily = (load: () => Promise<ComponentType>) => async () => ({ Component: await load() });

const pageRoutes: RouteObject[] = pages.flatMap(({ paths, load }) =>
  paths.map((path) => ({
    ...(path === '' ? { index: true as const } : { path }),
    lazy: lazily(load),
    ErrorBoundary: PageError,
  })),
);

export const router = createHashRouter([
  {
    path: '/login',
    lazy: lazily(async () => (await import('./pages/login/Login.page.tsx')).LoginPage),
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
