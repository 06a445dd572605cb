import type { ComponentType } from 'react';
import { createHashRouter, type RouteObject } from 'react-router';
import { fetchCode } from './data/page-code.ts';
import { loadWords, type WordsName } from './i18n/i18n.ts';
import { NotFoundPage } from './pages/NotFound.page.tsx';
import { pages } from './pages/registry.tsx';
import { PageError } from './shell/PageError.tsx';
import { Shell } from './shell/Shell.tsx';
import { SplashScreen } from './shell/SplashScreen.tsx';

/** Its words come beside its code: a page that is shown before them would stand empty once more. */
const whenOpened = (load: () => Promise<ComponentType>, words: readonly WordsName[]) => async () => {
  const [Component] = await Promise.all([fetchCode(load), loadWords(words)]);
  return { Component };
};

const pageRoutes: RouteObject[] = pages.flatMap(({ name, paths, load, words = [] }) =>
  paths.map((path) => ({
    ...(path === '' ? { index: true as const } : { path }),
    lazy: whenOpened(load, [name, ...words]),
    ErrorBoundary: PageError,
  })),
);

export const router = createHashRouter([
  {
    path: '/login',
    lazy: whenOpened(async () => (await import('./pages/login/Login.page.tsx')).LoginPage, ['login']),
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
