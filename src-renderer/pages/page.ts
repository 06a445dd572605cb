import type { ComponentType } from 'react';
import type { WordsName } from '../i18n/i18n.ts';

/** Keys of `nav` in locales/<language>/shell.json. */
export type PageName =
  | 'dashboard'
  | 'alerts'
  | 'incidents'
  | 'rules'
  | 'channels'
  | 'providers'
  | 'mutes'
  | 'queues'
  | 'logs'
  | 'settings'
  | 'about'
  | 'welcome';

export interface PageDefinition {
  name: PageName;
  /** Below `#/`; with `/:id` or `/*` where the page has routes of its own below. */
  paths: readonly string[];
  icon: ComponentType<{ size?: number; stroke?: number }>;
  /** Second key after `g`. */
  key: string;
  /** The page's own chunk. */
  load: () => Promise<ComponentType>;
  /** Words that it begins with besides those of its own name. */
  words?: readonly WordsName[];
  /** Not offered to operators. */
  isAdminOnly?: boolean;
  /** Reached by its key, the command palette and links, not from the sidebar. */
  isOffSidebar?: boolean;
}
