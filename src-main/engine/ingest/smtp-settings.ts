/** From the product's settings to the listener's. */
import { verify } from '@node-rs/argon2';
import type { ConfigDocument } from '../store/config-document.ts';
import { DEFAULT_SMTP_SETTINGS, type SmtpSettings } from './smtp-options.ts';
import { DEFAULT_POLICY } from './smtp-policy.ts';

export const smtpSettingsOf = (
  { settings, smtpUsers }: Pick<ConfigDocument, 'settings' | 'smtpUsers'>,
  certificate: { cert: string; key: string } | null,
): Partial<SmtpSettings> => ({
  policy: {
    ...DEFAULT_POLICY,
    allowedNetworks: settings.smtpNetworks,
    exemptNetworks: [...DEFAULT_POLICY.exemptNetworks, ...settings.smtpUnlimitedNetworks],
    maxSessions: settings.smtpMaxSessions,
    maxSessionsPerAddress: settings.smtpMaxSessionsPerAddress,
    maxSessionsPerExemptAddress: Math.max(1, Math.floor(settings.smtpMaxSessions * 0.8)),
    maxNewPerMinute: settings.smtpNewSessionsPerMinute,
    acceptedRecipients: settings.smtpRecipients,
  },
  maxMessageBytes: settings.smtpMaxSizeBytes,
  bareLineEndings: settings.smtpLineEndings,
  lfOnlyNetworks: settings.smtpLfOnlyNetworks,
  certificate,
  authentication:
    smtpUsers.length === 0
      ? DEFAULT_SMTP_SETTINGS.authentication
      : {
          users: smtpUsers.map(({ username, passwordHash }) => ({
            user: username,
            verify: (password) => verify(passwordHash, password).catch(() => false),
          })),
          required: settings.smtpAuthRequired,
          clearNetworks: settings.smtpClearAuthNetworks,
        },
});
