import type { UseFormReturnType } from '@mantine/form';
import i18next from 'i18next';
import type { z } from 'zod';
import { serverWords } from '../i18n/server-words.ts';
import { toApiError } from '../transport/api-error.ts';
import { toastError } from './toasts.tsx';

/** The words for what a schema of the contract finds wrong, in the reader's language. */
export const issueWords = (message: string): string =>
  i18next.t(message as never, {
    ns: 'validation',
    keySeparator: false,
    nsSeparator: false,
    defaultValue: serverWords(message),
  });

/** Words of zod's own that say nothing to a reader, in the contract's. */
const rewordings: readonly [RegExp, string][] = [
  [/received (?:undefined|NaN|null)$/, 'must not be empty'],
  [/^Too small: expected string to have >=1 characters$/, 'must not be empty'],
  [/^Too (?:small|big): expected (?:number|int) to be [<>]=?(.+)$/, 'is outside the allowed range'],
  [/^Too big: expected string to have <=(.+) characters$/, 'is too long'],
];

/** What a schema says of a field, in the reader's language. */
export const schemaWords = (message: string): string =>
  issueWords(rewordings.find(([pattern]) => pattern.test(message))?.[1] ?? message);

/** Validates a form of @mantine/form by a schema: `useForm({ validate: validateBy(ruleCreateInput) })`. */
export const validateBy =
  (schema: z.ZodType) =>
  (values: unknown): Record<string, string> => {
    const result = schema.safeParse(values);
    if (result.success) return {};
    const errors: Record<string, string> = {};
    for (const { path, message } of result.error.issues) {
      const field = path.map(String).join('.');
      errors[field] ??= schemaWords(message);
    }
    return errors;
  };

/** What the server says of the field it names, without the name; null where it names none. */
export const refusalOf = (error: unknown): { field: string; words: string } | null => {
  const { field, message } = toApiError(error);
  if (field === null) return null;
  const sentence = message.startsWith(`${field}: `) ? message.slice(field.length + 2) : message;
  return { field, words: issueWords(sentence) };
};

/** Puts a refusal at the field the server names; what belongs to no field becomes a toast. */
export const showRefusal = <T extends Record<string, unknown>>(
  form: Pick<UseFormReturnType<T>, 'setFieldError' | 'getValues'>,
  error: unknown,
): void => {
  const refusal = refusalOf(error);
  if (refusal === null || !hasField(form.getValues(), refusal.field)) {
    toastError(error);
    return;
  }
  form.setFieldError(refusal.field, refusal.words);
};

const hasField = (values: unknown, field: string): boolean => {
  const head = field.split('.')[0] ?? '';
  return typeof values === 'object' && values !== null && head in values;
};
