/**
 * Signatures of the Standard Webhooks specification, version 1 (symmetric): HMAC-SHA256 over `id.timestamp.body`.
 */
import { createHmac } from 'node:crypto';

const prefix = 'whsec_';
const base64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** `whsec_` and Base64 as the specification has it; any other text is taken as the key's own bytes. */
const secretToKey = (secret: string): Buffer => {
  const encoded = secret.startsWith(prefix) ? secret.slice(prefix.length) : '';
  return base64.test(encoded) ? Buffer.from(encoded, 'base64') : Buffer.from(secret);
};

/** Several secrets, separated by space, sign at once, so that a receiver can change to the next one at its leisure. */
export const splitSecrets = (secrets: string): string[] =>
  secrets.split(/\s+/).filter((secret) => secret !== '');

/** The value of `webhook-signature`; `timestampSeconds` is that of `webhook-timestamp`. */
export const webhookSignature = (
  secrets: string,
  message: { id: string; timestampSeconds: number; body: string },
): string =>
  splitSecrets(secrets)
    .map((secret) => {
      const hmac = createHmac('sha256', secretToKey(secret));
      return `v1,${hmac.update(`${message.id}.${message.timestampSeconds}.${message.body}`).digest('base64')}`;
    })
    .join(' ');
