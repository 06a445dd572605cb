/** The whole contract: one entry an operation; a missing handler does not compile. */
import { alertsContract } from './alerts.ts';
import { channelsContract } from './channels.ts';
import { destinationsContract } from './destinations.ts';
import { mutesContract } from './mutes.ts';
import { deadLettersContract, operationsContract } from './operations.ts';
import { providersContract } from './providers.ts';
import { rulesContract } from './rules.ts';
import { settingsContract } from './settings.ts';
import { authContract, smtpUsersContract, usersContract } from './users.ts';

export const contract = {
  auth: authContract,
  alerts: alertsContract,
  rules: rulesContract,
  channels: channelsContract,
  destinations: destinationsContract,
  providers: providersContract,
  mutes: mutesContract,
  deadLetters: deadLettersContract,
  settings: settingsContract,
  users: usersContract,
  smtpUsers: smtpUsersContract,
  operations: operationsContract,
};
export type Contract = typeof contract;
