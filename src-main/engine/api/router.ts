/** The handlers of the whole contract. One that is missing or answers something else does not compile. */
import { anyone } from './access.ts';
import { alerts } from './alerts.ts';
import { apiTokens } from './api-tokens.ts';
import { auth } from './auth.ts';
import { backup } from './backup.ts';
import { channels } from './channels.ts';
import { deadLetters } from './dead-letters.ts';
import { deliveries } from './deliveries.ts';
import { destinations } from './destinations.ts';
import { incidents } from './incidents.ts';
import { logs } from './logs.ts';
import { mutes } from './mutes.ts';
import { operations } from './operations.ts';
import { providers } from './providers.ts';
import { rules } from './rules.ts';
import { settings } from './settings.ts';
import { smtpUsers, users } from './users.ts';

export const apiRouter = anyone.router({
  auth,
  alerts,
  incidents,
  rules,
  channels,
  destinations,
  providers,
  mutes,
  deadLetters,
  settings,
  users,
  smtpUsers,
  apiTokens,
  backup,
  deliveries,
  logs,
  operations,
});
