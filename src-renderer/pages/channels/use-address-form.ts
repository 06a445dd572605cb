import { useState } from 'react';
import { addressSchemas } from '../../../src-shared/contract/destinations.ts';
import type { ChannelKind } from '../../../src-shared/vocabulary.ts';
import { refusalOf, schemaWords } from '../../components/form.ts';
import { type AddressDraft, addressDraftOf, draftToAddress } from './address-draft.ts';

export interface AddressForm {
  draft: AddressDraft;
  setDraft(draft: AddressDraft): void;
  errors: Readonly<Record<string, string>>;
  /** The address as it is sent, or null after showing what is wrong with it. */
  read(): Record<string, string> | null;
  takeRefusal(error: unknown): boolean;
  clear(): void;
}

export const useAddressForm = (
  kind: ChannelKind,
  address: Readonly<Record<string, unknown>> = {},
): AddressForm => {
  const [draft, setDraft] = useState<AddressDraft>(() => addressDraftOf(address));
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  return {
    draft,
    setDraft(next) {
      setDraft(next);
      setErrors({});
    },
    errors,
    read() {
      const read = draftToAddress(kind, draft);
      const result = addressSchemas[kind].safeParse(read);
      const issues = result.success ? [] : result.error.issues;
      setErrors(
        Object.fromEntries(
          issues.map(({ path, message }) => {
            const name = String(path[0]);
            return [`address.${name}`, schemaWords(name in read ? message : 'must not be empty')];
          }),
        ),
      );
      return issues.length === 0 ? read : null;
    },
    takeRefusal(error) {
      const refusal = refusalOf(error);
      if (refusal === null || !refusal.field.startsWith('address')) return false;
      setErrors({ [refusal.field]: refusal.words });
      return true;
    },
    clear() {
      setDraft({});
      setErrors({});
    },
  };
};
