import { type SettingsSection, settingsSections } from '../../../src-shared/contract/settings.ts';

export type SectionName = SettingsSection | 'users' | 'smtpUsers' | 'apiTokens' | 'browser' | 'backup';

/** In the order they are shown; operators see what concerns them. */
export const sectionNames = (isAdmin: boolean): readonly SectionName[] =>
  isAdmin
    ? [...settingsSections, 'users', 'smtpUsers', 'apiTokens', 'backup', 'browser']
    : ['browser', ...settingsSections];
