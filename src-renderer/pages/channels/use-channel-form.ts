import { useMemo, useState } from 'react';
import type { ChannelView } from '../../../src-shared/contract/channels.ts';
import type { ChannelKind } from '../../../src-shared/vocabulary.ts';
import { refusalOf, schemaWords } from '../../components/form.ts';
import {
  type ConfigDraft,
  type DraftValue,
  draftOf,
  issuesOf,
  keptSecrets,
  movedField,
} from './channel-draft.ts';
import { isSmsProvider, variantOf } from './channel-fields.ts';

export type FormErrors = Readonly<Record<string, string>>;

export interface ChannelForm {
  kind: ChannelKind;
  name: string;
  setName(name: string): void;
  draft: ConfigDraft;
  set(field: string, value: DraftValue): void;
  setProvider(provider: string): void;
  /** Stored secrets that stay when they are left alone. */
  kept: readonly string[];
  /** The field by whose change the stored secrets are to be entered again. */
  moved: string | null;
  /** By `name` or `config.<field>`. */
  errors: FormErrors;
  isDirty: boolean;
  /** Shows what the schema finds wrong; true where it finds nothing. */
  validate(options: { withName: boolean }): boolean;
  /** Puts a refusal at the field it names; false where it names none of this form. */
  takeRefusal(error: unknown): boolean;
  /** After saving: what was answered is what is edited. */
  restart(channel: ChannelView): void;
}

export const useChannelForm = (kind: ChannelKind, channel: ChannelView | null): ChannelForm => {
  const [stored, setStored] = useState(channel);
  const [name, setName] = useState(channel?.name ?? '');
  const [draft, setDraft] = useState<ConfigDraft>(() => draftOf(kind, channel?.config));
  const [errors, setErrors] = useState<FormErrors>({});
  const kept = useMemo(() => keptSecrets(draft, stored), [draft, stored]);

  const forget = (field: string): void =>
    setErrors((before) => Object.fromEntries(Object.entries(before).filter(([key]) => key !== field)));

  return {
    kind,
    name,
    setName(next) {
      setName(next);
      forget('name');
    },
    draft,
    set(field, value) {
      setDraft((before) => ({ ...before, [field]: value }));
      forget(`config.${field}`);
    },
    setProvider(provider) {
      if (!isSmsProvider(provider)) return;
      const isStored = stored?.config.provider === provider;
      setDraft(draftOf(kind, isStored ? stored.config : { provider }));
      setErrors({});
    },
    kept,
    moved: stored === null || stored.secretsSet.length === 0 ? null : movedField(draft, stored),
    errors,
    isDirty:
      name !== (stored?.name ?? '') ||
      JSON.stringify(draft, keepUndefined) !== JSON.stringify(draftOf(kind, stored?.config), keepUndefined),
    validate({ withName }) {
      const issues = issuesOf(kind, draft, stored);
      const found: Record<string, string> = {};
      for (const { field, message } of issues) found[field] ??= schemaWords(message);
      if (withName && name.trim() === '') found.name = schemaWords('must not be empty');
      setErrors(found);
      return Object.keys(found).length === 0;
    },
    takeRefusal(error) {
      const refusal = refusalOf(error);
      if (refusal === null) return false;
      const field = refusal.field.replace(/^(config\.headers)\..*$/, '$1');
      const isOurs = field === 'name' || (field.startsWith('config.') && field.slice(7) in draft);
      if (isOurs) setErrors((before) => ({ ...before, [field]: refusal.words }));
      return isOurs;
    },
    restart(next) {
      setStored(next);
      setName(next.name);
      setDraft(draftOf(kind, next.config));
      setErrors({});
    },
  };
};

const keepUndefined = (_key: string, value: unknown): unknown => (value === undefined ? '' : value);

export const variantOfForm = ({ kind, draft }: Pick<ChannelForm, 'kind' | 'draft'>) => variantOf(kind, draft);
