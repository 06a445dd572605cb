/** Which fields the form of each kind has, in their order. What is allowed in them stands in the contract's schemas. */
import type { SmsConfig } from '../../../src-shared/contract/channels.ts';
import type { ChannelKind } from '../../../src-shared/vocabulary.ts';

export type SmsProvider = SmsConfig['provider'];
export const smsProviders = ['kavenegar', 'twilio', 'http'] as const satisfies readonly SmsProvider[];
export const isSmsProvider = (value: unknown): value is SmsProvider =>
  smsProviders.some((provider) => provider === value);

/** A kind, and for SMS its provider. */
export type Variant = Exclude<ChannelKind, 'sms'> | SmsProvider;

export const variantOf = (kind: ChannelKind, config: Readonly<Record<string, unknown>>): Variant => {
  if (kind !== 'sms') return kind;
  return isSmsProvider(config.provider) ? config.provider : 'kavenegar';
};

/** Keys of `fields` in locales/<language>/channels.json. */
export type FieldWords =
  | 'botToken'
  | 'telegramApiBaseUrl'
  | 'proxyUrl'
  | 'homeserverUrl'
  | 'accessToken'
  | 'signingSecret'
  | 'webhookHeaders'
  | 'sendAnalysed'
  | 'kavenegarApiKey'
  | 'kavenegarSender'
  | 'smsApiBaseUrl'
  | 'accountSid'
  | 'authToken'
  | 'twilioFrom'
  | 'messagingServiceSid'
  | 'dailyCap'
  | 'method'
  | 'smsUrl'
  | 'contentType'
  | 'smsBody'
  | 'smsHeaders'
  | 'smsApiKey'
  | 'phoneFormat'
  | 'successContains'
  | 'successJsonPath'
  | 'successEquals';

interface FieldBase {
  /** In the configuration; `success.jsonPath` is below `success`. */
  name: string;
  words: FieldWords;
  isRequired?: true;
  /** An example. */
  placeholder?: string;
}
export type FieldSpec =
  | (FieldBase & { input: 'text' | 'template' | 'headers' | 'number' | 'switch' })
  | (FieldBase & { input: 'secret'; canBeMade?: true })
  | (FieldBase & { input: 'choice'; options: readonly string[]; first: string });

const dailyCap: FieldSpec = { name: 'dailyCap', words: 'dailyCap', input: 'number', isRequired: true };

export const channelFields: Readonly<Record<Variant, readonly FieldSpec[]>> = {
  telegram: [
    {
      name: 'botToken',
      words: 'botToken',
      input: 'secret',
      isRequired: true,
      placeholder: '123456789:AAExampleExampleExample',
    },
    {
      name: 'proxyUrl',
      words: 'proxyUrl',
      input: 'secret',
      placeholder: 'socks5h://user:password@proxy.example.org:1080',
    },
    {
      name: 'apiBaseUrl',
      words: 'telegramApiBaseUrl',
      input: 'text',
      placeholder: 'https://api.telegram.org',
    },
  ],
  matrix: [
    {
      name: 'homeserverUrl',
      words: 'homeserverUrl',
      input: 'text',
      isRequired: true,
      placeholder: 'https://matrix.example.org',
    },
    {
      name: 'accessToken',
      words: 'accessToken',
      input: 'secret',
      isRequired: true,
      placeholder: 'syt_YWxlcnRz_example',
    },
  ],
  webhook: [
    {
      name: 'signingSecret',
      words: 'signingSecret',
      input: 'secret',
      canBeMade: true,
      placeholder: 'whsec_…',
    },
    { name: 'headers', words: 'webhookHeaders', input: 'headers' },
    { name: 'sendAnalysed', words: 'sendAnalysed', input: 'switch' },
  ],
  kavenegar: [
    { name: 'apiKey', words: 'kavenegarApiKey', input: 'secret', isRequired: true },
    { name: 'sender', words: 'kavenegarSender', input: 'text', placeholder: '10004346' },
    dailyCap,
    {
      name: 'apiBaseUrl',
      words: 'smsApiBaseUrl',
      input: 'text',
      placeholder: 'https://api.kavenegar.com',
    },
  ],
  twilio: [
    {
      name: 'accountSid',
      words: 'accountSid',
      input: 'text',
      isRequired: true,
      placeholder: 'AC0123456789abcdef0123456789abcdef',
    },
    { name: 'authToken', words: 'authToken', input: 'secret', isRequired: true },
    { name: 'from', words: 'twilioFrom', input: 'text', placeholder: '+15017122661' },
    {
      name: 'messagingServiceSid',
      words: 'messagingServiceSid',
      input: 'text',
      placeholder: 'MG0123456789abcdef0123456789abcdef',
    },
    dailyCap,
    { name: 'apiBaseUrl', words: 'smsApiBaseUrl', input: 'text', placeholder: 'https://api.twilio.com' },
  ],
  http: [
    { name: 'method', words: 'method', input: 'choice', options: ['POST', 'GET', 'PUT'], first: 'POST' },
    {
      name: 'url',
      words: 'smsUrl',
      input: 'text',
      isRequired: true,
      placeholder: 'https://sms.example.org/send?to={phone}',
    },
    {
      name: 'contentType',
      words: 'contentType',
      input: 'choice',
      options: ['application/json', 'application/x-www-form-urlencoded', 'text/plain'],
      first: 'application/json',
    },
    {
      name: 'body',
      words: 'smsBody',
      input: 'template',
      placeholder: '{"phone":"{phone}","text":"{text}"}',
    },
    { name: 'apiKey', words: 'smsApiKey', input: 'secret' },
    { name: 'headers', words: 'smsHeaders', input: 'headers' },
    {
      name: 'phoneFormat',
      words: 'phoneFormat',
      input: 'choice',
      options: ['e164', 'digits', 'local'],
      first: 'e164',
    },
    { name: 'success.contains', words: 'successContains', input: 'text', placeholder: '"status":"ok"' },
    { name: 'success.jsonPath', words: 'successJsonPath', input: 'text', placeholder: 'return.status' },
    { name: 'success.equals', words: 'successEquals', input: 'text', placeholder: '200' },
    dailyCap,
  ],
  desktop: [],
};
