import type { UseFormReturnType } from '@mantine/form';
import i18next from 'i18next';
import type { z } from 'zod';
import { toApiError } from '../transport/api-error.ts';
import { toastError } from './toasts.tsx';

/** The words for what a schema of the contract finds wrong, in the reader's language. */
export const issueWords = (message: string): string =>
  i18next.t(message as never, {
    ns: 'validation',
    keySeparator: false,
    nsSeparator: false,
    defaultValue: message,
  });

/** Validates a form of @mantine/form by a schema: `useForm({ validate: validateBy(ruleCreateInput) })`. */
export const validateBy =
  (schema: z.ZodType) =>
  (values: unknown): Record<string, string> => {
    const result = schema.safeParse(values);
    if (result.success) return {};
    const errors: Record<string, string> = {};
    for (const { path, message } of result.error.issues) {
      const field = path.map(String).join('.');
      errors[field] ??= issueWords(message);
    }
    return errors;
  };

/** Puts a refusal at the field the server names; what belongs to no field becomes a toast. */
export const showRefusal = <T extends Record<string, unknown>>(
  form: Pick<UseFormReturnType<T>, 'setFieldError' | 'getValues'>,
  error: unknown,
): void => {
  const { field, message } = toApiError(error);
  if (field === null || !hasField(form.getValues(), field)) {
    toastError(error);
    return;
  }
  const sentence = message.startsWith(`${field}: `) ? message.slice(field.length + 2) : message;
  form.setFieldError(field, issueWords(sentence));
};

const hasField = (values: unknown, field: string): boolean => {
  const head = field.split('.')[0] ?? '';
  return typeof values === 'object' && values !== null && head in values;
};
