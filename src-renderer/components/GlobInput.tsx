import { TextInput, type TextInputProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { globSchema } from '../../src-shared/contract/rules.ts';
import { issueWords } from './form.ts';

/** A glob over addresses, judged while it is typed; left-to-right in every language. */
export const GlobInput = ({ value, error, ...props }: TextInputProps & { value: string }) => {
  const { t } = useTranslation();
  const judged = value === '' ? undefined : globSchema.safeParse(value).error?.issues[0]?.message;
  return (
    <TextInput
      description={t('globHelp')}
      placeholder="*@db*.example.org"
      {...props}
      value={value}
      error={error ?? (judged === undefined ? undefined : issueWords(judged))}
      dir="ltr"
      spellCheck={false}
      autoCapitalize="none"
      autoComplete="off"
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
    />
  );
};
