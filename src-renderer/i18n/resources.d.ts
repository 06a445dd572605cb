/** Checks every key where it is used. One line a namespace; English says which keys there are. */
import type about from '../locales/en/about.json';
import type alerts from '../locales/en/alerts.json';
import type channels from '../locales/en/channels.json';
import type common from '../locales/en/common.json';
import type dashboard from '../locales/en/dashboard.json';
import type desktop from '../locales/en/desktop.json';
import type health from '../locales/en/health.json';
import type incidents from '../locales/en/incidents.json';
import type login from '../locales/en/login.json';
import type logs from '../locales/en/logs.json';
import type mutes from '../locales/en/mutes.json';
import type providers from '../locales/en/providers.json';
import type queues from '../locales/en/queues.json';
import type rules from '../locales/en/rules.json';
import type score from '../locales/en/score.json';
import type settings from '../locales/en/settings.json';
import type shell from '../locales/en/shell.json';
import type validation from '../locales/en/validation.json';
import type welcome from '../locales/en/welcome.json';
import type words from '../locales/en/words.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    returnNull: false;
    resources: {
      about: typeof about;
      alerts: typeof alerts;
      channels: typeof channels;
      common: typeof common;
      dashboard: typeof dashboard;
      desktop: typeof desktop;
      health: typeof health;
      incidents: typeof incidents;
      login: typeof login;
      logs: typeof logs;
      mutes: typeof mutes;
      providers: typeof providers;
      queues: typeof queues;
      rules: typeof rules;
      score: typeof score;
      settings: typeof settings;
      shell: typeof shell;
      validation: typeof validation;
      welcome: typeof welcome;
      words: typeof words;
    };
  }
}
