import { Box, Button, Group, PasswordInput, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';

interface SecretFieldProps {
  label: string;
  description?: string;
  /** A value is stored. It never comes back; it can only be replaced. */
  isSet: boolean;
  /** `undefined`: the stored one stays. `null`: it will be removed. */
  value: string | null | undefined;
  onChange: (value: string | undefined) => void;
  /** Offers to remove the stored one. */
  onRemove?: () => void;
  error?: string | null;
  isRequired?: boolean;
  /** An example. */
  placeholder?: string;
  /** Further buttons beside the empty field. */
  actions?: ReactNode;
}

/** A secret that is written, never read. */
export const SecretField = (props: SecretFieldProps) => {
  const { label, description, isSet, value, onChange, onRemove, error, isRequired, placeholder, actions } =
    props;
  const { t } = useTranslation();
  const [isReplacing, setReplacing] = useState(false);
  const keep = (): void => {
    onChange(undefined);
    setReplacing(false);
  };

  if (isSet && !isReplacing && (value === undefined || value === null)) {
    return (
      <TextInput
        label={label}
        description={description}
        value={value === null ? t('secretIsRemoved') : t('secretIsSet')}
        error={error}
        readOnly
        withAsterisk={isRequired}
        inputContainer={(input) => (
          <Beside input={input}>
            {value === null ? (
              <Button variant="default" onClick={keep}>
                {t('keepStored')}
              </Button>
            ) : (
              <>
                <Button variant="default" onClick={() => setReplacing(true)}>
                  {t('replace')}
                </Button>
                {onRemove !== undefined && (
                  <Button variant="default" onClick={onRemove}>
                    {t('removeStored')}
                  </Button>
                )}
              </>
            )}
          </Beside>
        )}
      />
    );
  }
  return (
    <PasswordInput
      label={label}
      description={description}
      value={value ?? ''}
      onChange={(event) => onChange(event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
      error={error}
      withAsterisk={isRequired}
      placeholder={placeholder}
      autoComplete="new-password"
      data-1p-ignore
      visibilityToggleButtonProps={{ 'aria-label': t('showSecret') }}
      dir="ltr"
      inputContainer={(input) => (
        <Beside input={input}>
          {isSet && (
            <Button variant="default" onClick={keep}>
              {t('keepStored')}
            </Button>
          )}
          {actions}
        </Beside>
      )}
    />
  );
};

const Beside = ({ input, children }: { input: ReactNode; children: ReactNode }) => (
  <Group gap="xs" align="flex-end">
    <Box flex={1} miw={160}>
      {input}
    </Box>
    {children}
  </Group>
);
