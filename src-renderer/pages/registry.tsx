/** Every page, in the order of the sidebar: one line a page. Its words are locales/<language>/<name>.json. */
import { IconBellRinging, IconBroadcast, IconLayoutDashboard, IconRoute } from '@tabler/icons-react';
import type { PageDefinition } from './page.ts';

// biome-ignore format: one line a page
export const pages: readonly PageDefinition[] = [
  { name: 'dashboard', paths: [''], icon: IconLayoutDashboard, key: 'd', load: async () => (await import('./dashboard/Dashboard.page.tsx')).DashboardPage },
  { name: 'alerts', paths: ['alerts/:id?'], icon: IconBellRinging, key: 'a', load: async () => (await import('./alerts/Alerts.page.tsx')).AlertsPage },
  { name: 'rules', paths: ['rules/*'], icon: IconRoute, key: 'r', load: async () => (await import('./rules/Rules.page.tsx')).RulesPage },
  { name: 'channels', paths: ['channels/*'], icon: IconBroadcast, key: 'c', load: async () => (await import('./channels/Channels.page.tsx')).ChannelsPage },
];
