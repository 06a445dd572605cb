import {
  type CSSVariablesResolver,
  createTheme,
  type MantineColorsTuple,
  type MantineThemeOverride,
} from '@mantine/core';
import type { Language } from '../src-shared/vocabulary.ts';

const accent: MantineColorsTuple = [
  '#eef1ff',
  '#dde3fb',
  '#b9c4f3',
  '#92a2ec',
  '#7185e6',
  '#5b72e1',
  '#4a62d8',
  '#3b51bf',
  '#3247ab',
  '#263b97',
];

// Cool neutrals; 7 is the body of the dark scheme.
const dark: MantineColorsTuple = [
  '#d5d9e2',
  '#b4bac7',
  '#8f97a8',
  '#646d80',
  '#3b4252',
  '#2a303d',
  '#1e232e',
  '#161a22',
  '#10131a',
  '#0a0c11',
];

const latinFonts = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif";
const persianFonts = `Vazirmatn, ${latinFonts}`;

export const themeFor = (language: Language): MantineThemeOverride =>
  createTheme({
    primaryColor: 'accent',
    primaryShade: { light: 7, dark: 6 },
    colors: { accent, dark },
    defaultRadius: 'md',
    radius: { xs: '3px', sm: '5px', md: '7px', lg: '10px', xl: '14px' },
    fontFamily: language === 'fa' ? persianFonts : latinFonts,
    fontFamilyMonospace: "ui-monospace, 'Cascadia Mono', 'SF Mono', Menlo, 'DejaVu Sans Mono', monospace",
    fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '19px' },
    headings: {
      fontWeight: '600',
      sizes: { h1: { fontSize: '20px' }, h2: { fontSize: '16px' }, h3: { fontSize: '14px' } },
    },
    focusRing: 'auto',
    cursorType: 'pointer',
    respectReducedMotion: true,
    components: {
      Button: { defaultProps: { size: 'sm' } },
      Tooltip: { defaultProps: { withArrow: true, openDelay: 300, multiline: true } },
      Modal: {
        defaultProps: {
          centered: true,
          overlayProps: { backgroundOpacity: 0.45 },
          // Gone at once: while it fades it would keep the keys of the page to itself.
          transitionProps: { transition: 'fade-down', duration: 200, exitDuration: 0 },
        },
      },
      Paper: { defaultProps: { withBorder: true } },
      TextInput: { defaultProps: { size: 'sm' } },
      Select: { defaultProps: { size: 'sm', checkIconPosition: 'right' } },
      Badge: { defaultProps: { radius: 'sm' } },
    },
  });

/** Notices have the tints of the tones in global.css. */
const tints = Object.fromEntries(
  Object.entries({
    red: 'critical',
    orange: 'high',
    yellow: 'medium',
    blue: 'low',
    green: 'ok',
    gray: 'info',
  }).flatMap(([color, tone]) => [
    [`--mantine-color-${color}-light`, `var(--tone-${tone}-tint)`],
    [`--mantine-color-${color}-light-color`, `var(--tone-${tone}-text)`],
  ]),
);

/** Surfaces: a tinted page, white or raised cards on it. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--app-page': '#f6f7f9',
    '--mantine-color-dimmed': '#5c6475',
    // Errors at fields are small; the theme's own red is too near the ground for that.
    '--mantine-color-error': '#c92a2a',
    '--mantine-color-default-border': '#dfe3ea',
    ...tints,
  },
  dark: {
    '--mantine-color-body': '#161a22',
    '--app-page': '#10131a',
    '--mantine-color-dimmed': '#9aa3b5',
    '--mantine-color-error': '#ff7b7b',
    '--mantine-color-default-border': '#2a303d',
    ...tints,
    '--mantine-color-accent-light': '#222b4a',
    '--mantine-color-accent-light-hover': '#2a3559',
    '--mantine-color-accent-light-color': '#b9c4f3',
  },
});
