/** Every page, in the order of the sidebar: one line a page. Its words are locales/<language>/<name>.json. */
import {
  IconBellOff,
  IconBellRinging,
  IconBroadcast,
  IconFileText,
  IconFlame,
  IconInfoCircle,
  IconLayoutDashboard,
  IconListCheck,
  IconRobot,
  IconRoute,
  IconSettings,
  IconStack2,
} from '@tabler/icons-react';
import type { PageDefinition } from './page.ts';

// biome-ignore format: one line a page
export const pages: readonly PageDefinition[] = [
  { name: 'dashboard', paths: [''], icon: IconLayoutDashboard, key: 'd', words: ['health', 'incidents'], load: async () => (await import('./dashboard/Dashboard.page.tsx')).DashboardPage },
  { name: 'alerts', paths: ['alerts/:id?'], icon: IconBellRinging, key: 'a', load: async () => (await import('./alerts/Alerts.page.tsx')).AlertsPage },
  { name: 'incidents', paths: ['incidents/:id?'], icon: IconFlame, key: 'n', load: async () => (await import('./incidents/Incidents.page.tsx')).IncidentsPage },
  { name: 'rules', paths: ['rules/*'], icon: IconRoute, key: 'r', words: ['alerts'], load: async () => (await import('./rules/Rules.page.tsx')).RulesPage },
  { name: 'channels', paths: ['channels/*'], icon: IconBroadcast, key: 'c', load: async () => (await import('./channels/Channels.page.tsx')).ChannelsPage },
  { name: 'providers', paths: ['providers/*'], icon: IconRobot, key: 'p', words: ['score'], load: async () => (await import('./providers/Providers.page.tsx')).ProvidersPage },
  { name: 'mutes', paths: ['mutes/*'], icon: IconBellOff, key: 'm', load: async () => (await import('./mutes/Mutes.page.tsx')).MutesPage },
  { name: 'queues', paths: ['queues'], icon: IconStack2, key: 'q', load: async () => (await import('./queues/Queues.page.tsx')).QueuesPage },
  { name: 'logs', paths: ['logs'], icon: IconFileText, key: 'l', isAdminOnly: true, load: async () => (await import('./logs/Logs.page.tsx')).LogsPage },
  { name: 'settings', paths: ['settings/:section?'], icon: IconSettings, key: 's', words: ['desktop'], load: async () => (await import('./settings/Settings.page.tsx')).SettingsPage },
  { name: 'about', paths: ['about'], icon: IconInfoCircle, key: 'i', load: async () => (await import('./about/About.page.tsx')).AboutPage },
  { name: 'welcome', paths: ['welcome'], icon: IconListCheck, key: 'w', isAdminOnly: true, isOffSidebar: true, words: ['channels', 'providers', 'rules', 'validation'], load: async () => (await import('./welcome/Welcome.page.tsx')).WelcomePage },
];
