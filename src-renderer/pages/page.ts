import type { ComponentType } from 'react';

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
  /** Not offered to operators. */
  isAdminOnly?: boolean;
  /** Reached by its key, the command palette and links, not from the sidebar. */
  isOffSidebar?: boolean;
}
