import { type SettingsSection, settingsSections } from '../../../src-shared/contract/settings.ts';

export type SectionName =
  | SettingsSection
  | 'users'
  | 'smtpUsers'
  | 'apiTokens'
  | 'browser'
  | 'backup'
  | 'desktop';

/** In the order they are shown; operators see what concerns them, and only the desktop's window has a desktop. */
export const sectionNames = (isAdmin: boolean, isDesktop = false): readonly SectionName[] =>
  isAdmin
    ? [
        ...(isDesktop ? (['desktop'] as const) : []),
        ...settingsSections,
        ...(['users', 'smtpUsers', 'apiTokens', 'backup', 'browser'] as const),
      ]
    : ['browser', ...settingsSections];
