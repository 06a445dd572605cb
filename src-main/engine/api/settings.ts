import { AppError } from '../errors.ts';
import { admin, user } from './access.ts';
import { applyPatch, requireDestinations, requireOverrides } from './config-changes.ts';
import { settingsFor } from './hidden-urls.ts';
import { requireTarget } from './origins.ts';

export const settings = {
  get: user.settings.get.handler(({ context }) =>
    settingsFor(context.caller, context.services.config.current().settings),
  ),

  update: admin.settings.update.handler(({ context: { services, caller }, input }) => {
    if (input.heartbeatUrl) requireTarget(services.egress, input.heartbeatUrl, 'heartbeatUrl');
    return services.config.change(caller.username, (draft) => {
      applyPatch(draft.settings, input);
      requireDestinations(draft, draft.settings.defaultDestinationIds, 'defaultDestinationIds');
      requireOverrides(draft, draft.settings.severityOverrides, 'severityOverrides');
      if (draft.settings.smtpAuthRequired && draft.smtpUsers.length === 0) {
        throw new AppError('invalid_input', {
          field: 'smtpAuthRequired',
          message: 'smtpAuthRequired: add an SMTP user first, else nobody could send',
        });
      }
      return draft.settings;
    });
  }),
};
