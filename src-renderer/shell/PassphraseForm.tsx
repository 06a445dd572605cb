import { Button, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { minPassphraseLength } from '../../src-shared/contract/desktop.ts';
import { desktopOrpc } from '../transport/desktop.ts';

interface PassphraseFormProps {
  /** There is none yet: a person chooses it now, and types it twice. */
  isNew: boolean;
  wasWrong: boolean;
}

export const PassphraseForm = ({ isNew, wasWrong }: PassphraseFormProps) => {
  const { t } = useTranslation('desktop');
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const [fault, setFault] = useState<'short' | 'differs' | null>(null);
  const use = useMutation(desktopOrpc.passphrase.mutationOptions());
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const found = !isNew
      ? null
      : passphrase.length < minPassphraseLength
        ? 'short'
        : passphrase !== again
          ? 'differs'
          : null;
    setFault(found);
    if (found === null) use.mutate({ passphrase });
  };
  const short = fault === 'short' ? t('passphrase.short', { count: minPassphraseLength }) : null;
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Title order={1} size="h3">
          {isNew ? t('passphrase.newTitle') : t('passphrase.openTitle')}
        </Title>
        <Text>{isNew ? t('passphrase.newLead') : t('passphrase.openLead')}</Text>
        <PasswordInput
          label={t('passphrase.field')}
          autoComplete="off"
          data-autofocus
          value={passphrase}
          onChange={(event) => setPassphrase(event.currentTarget.value)}
          error={short ?? (wasWrong && !use.isPending ? t('passphrase.wrong') : null)}
        />
        {isNew && (
          <PasswordInput
            label={t('passphrase.again')}
            autoComplete="off"
            value={again}
            onChange={(event) => setAgain(event.currentTarget.value)}
            error={fault === 'differs' ? t('passphrase.differs') : null}
          />
        )}
        <Button type="submit" loading={use.isPending} disabled={passphrase === ''}>
          {isNew ? t('passphrase.choose') : t('passphrase.open')}
        </Button>
      </Stack>
    </form>
  );
};
