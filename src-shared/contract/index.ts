/** The whole contract: one entry an operation; a missing handler does not compile. */
import { alertsContract } from './alerts.ts';
import { apiTokensContract } from './api-tokens.ts';
import { backupContract } from './backup.ts';
import { channelsContract } from './channels.ts';
import { deliveriesContract } from './deliveries.ts';
import { destinationsContract } from './destinations.ts';
import { incidentsContract } from './incidents.ts';
import { logsContract } from './logs.ts';
import { mutesContract } from './mutes.ts';
import { deadLettersContract, operationsContract } from './operations.ts';
import { providersContract } from './providers.ts';
import { rulesContract } from './rules.ts';
import { settingsContract } from './settings.ts';
import { authContract, smtpUsersContract, usersContract } from './users.ts';

export const contract = {
  auth: authContract,
  alerts: alertsContract,
  incidents: incidentsContract,
  rules: rulesContract,
  channels: channelsContract,
  destinations: destinationsContract,
  providers: providersContract,
  mutes: mutesContract,
  deadLetters: deadLettersContract,
  settings: settingsContract,
  users: usersContract,
  smtpUsers: smtpUsersContract,
  apiTokens: apiTokensContract,
  backup: backupContract,
  deliveries: deliveriesContract,
  logs: logsContract,
  operations: operationsContract,
};
export type Contract = typeof contract;
