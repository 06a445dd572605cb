import { Button, Group, PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

interface SecretFieldProps {
  label: string;
  description?: string;
  /** A value is stored. It never comes back; it can only be replaced. */
  isSet: boolean;
  /** `undefined`: the stored one stays. */
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  error?: string | null;
  isRequired?: boolean;
}

/** A secret that is written, never read. */
export const SecretField = (props: SecretFieldProps) => {
  const { label, description, isSet, value, onChange, error, isRequired } = props;
  const { t } = useTranslation();
  const [isReplacing, setReplacing] = useState(false);

  if (isSet && !isReplacing && value === undefined) {
    return (
      <Group align="flex-end" gap="xs" wrap="nowrap">
        <TextInput
          label={label}
          description={description}
          value={t('secretIsSet')}
          error={error}
          readOnly
          flex={1}
        />
        <Button variant="default" onClick={() => setReplacing(true)}>
          {t('replace')}
        </Button>
      </Group>
    );
  }
  return (
    <Group align="flex-end" gap="xs" wrap="nowrap">
      <PasswordInput
        label={label}
        description={description}
        value={value ?? ''}
        onChange={(event) =>
          onChange(event.currentTarget.value === '' ? undefined : event.currentTarget.value)
        }
        error={error}
        withAsterisk={isRequired}
        autoComplete="new-password"
        data-1p-ignore
        visibilityToggleButtonProps={{ 'aria-label': t('showSecret') }}
        dir="ltr"
        flex={1}
      />
      {isSet && (
        <Button
          variant="default"
          onClick={() => {
            onChange(undefined);
            setReplacing(false);
          }}
        >
          {t('keepStored')}
        </Button>
      )}
    </Group>
  );
};
