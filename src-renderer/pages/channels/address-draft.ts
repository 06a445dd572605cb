/** Addresses by kind between form and server. Pure. */
import type { ChannelKind } from '../../../src-shared/vocabulary.ts';

/** Keys of `address` in locales/<language>/channels.json. */
export type AddressField = 'chatId' | 'threadId' | 'roomId' | 'url' | 'phone';

interface AddressFieldSpec {
  name: AddressField;
  placeholder: string;
  isRequired: boolean;
}

const field = (name: AddressField, placeholder: string, isRequired = true): AddressFieldSpec => ({
  name,
  placeholder,
  isRequired,
});

export const addressFields: Readonly<Record<ChannelKind, readonly AddressFieldSpec[]>> = {
  telegram: [field('chatId', '-1001234567890'), field('threadId', '17', false)],
  matrix: [field('roomId', '!AbCdEf:example.org')],
  webhook: [field('url', 'https://hooks.example.org/alerts')],
  sms: [field('phone', '+989121234567')],
  desktop: [],
};

export type AddressDraft = Readonly<Partial<Record<AddressField, string>>>;

export const addressDraftOf = (address: Readonly<Record<string, unknown>>): AddressDraft =>
  Object.fromEntries(Object.entries(address).map(([name, value]) => [name, String(value)]));

/** Empty fields are left out. */
export const draftToAddress = (kind: ChannelKind, draft: AddressDraft): Record<string, string> =>
  Object.fromEntries(
    addressFields[kind]
      .map(({ name }) => [name, (draft[name] ?? '').trim()] as const)
      .filter(([, value]) => value !== ''),
  );

/** The address in one line; empty for the desktop. */
export const addressText = (address: Readonly<Record<string, unknown>>): string =>
  ['chatId', 'roomId', 'url', 'phone']
    .flatMap((name) => (name in address ? [String(address[name])] : []))
    .join(' ');
