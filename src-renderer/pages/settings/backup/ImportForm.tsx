import { Button, FileInput, Group, PasswordInput, Stack, Switch } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconFileImport, IconFileSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../../../components/ConfirmDialog.tsx';
import { refusalOf } from '../../../components/form.ts';
import { Section } from '../../../components/Section.tsx';
import { toastDone, toastError, toastUndo } from '../../../components/toasts.tsx';
import { useImportBackup, usePreviewBackup, useRestoreVersion } from '../../../data/backup.ts';
import classes from '../settings.module.css';
import { BackupSummaryView } from './BackupSummaryView.tsx';

interface Values {
  file: File | null;
  passphrase: string;
  withAccounts: boolean;
}

/** Looks first, then replaces; what was there before is one click away. */
export const ImportForm = () => {
  const { t } = useTranslation(['settings', 'common']);
  const preview = usePreviewBackup();
  const importing = useImportBackup();
  const restore = useRestoreVersion();
  const [isAsking, setAsking] = useState(false);
  const form = useForm<Values>({
    initialValues: { file: null, passphrase: '', withAccounts: true },
    validate: {
      file: (file) => (file === null ? t('backup.chooseFile') : null),
      passphrase: (passphrase) => (passphrase === '' ? t('backup.givePassphrase') : null),
    },
    // What was looked at is not what would be imported any more.
    onValuesChange: () => preview.reset(),
  });

  const show = (error: unknown): void => {
    setAsking(false);
    const refusal = refusalOf(error);
    if (refusal?.field === 'passphrase') form.setFieldError('passphrase', refusal.words);
    else if (refusal?.field === 'backup') form.setFieldError('file', refusal.words);
    else toastError(error);
  };
  const read = async ({ file, passphrase, withAccounts }: Values) => ({
    passphrase,
    withAccounts,
    backup: await (file ?? new Blob()).text(),
  });
  const look = form.onSubmit((values) => {
    read(values).then((input) => preview.mutate(input, { onError: show }), toastError);
  });
  const replace = async (): Promise<void> => {
    const basedOn = preview.data?.basedOn;
    importing.mutate(
      { ...(await read(form.getValues())), basedOn },
      {
        onSuccess: ({ previousVersion, version }) => {
          setAsking(false);
          form.reset();
          preview.reset();
          toastUndo(t('backup.imported'), () =>
            restore.mutate(
              { version: previousVersion, ifCurrent: version },
              { onSuccess: () => toastDone(t('backup.undone')) },
            ),
          );
        },
        onError: show,
      },
    );
  };

  const summary = preview.data;
  return (
    <Section title={t('backup.importTitle')} lead={t('backup.importLead')}>
      <form onSubmit={look} noValidate>
        <Stack gap="sm" className={classes.form}>
          <FileInput
            label={t('backup.file')}
            description={t('backup.fileHelp')}
            placeholder={t('backup.filePlaceholder')}
            accept="application/json,.json"
            clearable
            classNames={{ placeholder: classes.filePlaceholder }}
            clearButtonProps={{ 'aria-label': t('clearOf', { what: t('backup.file') }) }}
            required
            {...form.getInputProps('file')}
          />
          <PasswordInput
            label={t('backup.passphrase')}
            description={t('backup.filePassphraseHelp')}
            autoComplete="off"
            visibilityToggleButtonProps={{ 'aria-label': t('common:showSecret') }}
            dir="ltr"
            required
            {...form.getInputProps('passphrase')}
          />
          <Switch
            label={t('backup.withAccounts')}
            description={t('backup.withAccountsHelp')}
            {...form.getInputProps('withAccounts', { type: 'checkbox' })}
          />
          <Group>
            <Button
              type="submit"
              variant={summary === undefined ? 'filled' : 'default'}
              leftSection={<IconFileSearch size={16} />}
              loading={preview.isPending}
            >
              {t('backup.look')}
            </Button>
          </Group>
        </Stack>
      </form>
      {summary !== undefined && (
        <Stack gap="sm" mt="md" align="flex-start">
          <BackupSummaryView summary={summary} />
          <Button
            color="red.9"
            leftSection={<IconFileImport size={16} />}
            disabled={summary.collections.length + summary.settings.length === 0}
            onClick={() => setAsking(true)}
          >
            {t('backup.import')}
          </Button>
        </Stack>
      )}
      <ConfirmDialog
        isOpen={isAsking}
        title={t('backup.confirmTitle')}
        confirmLabel={t('backup.import')}
        isPending={importing.isPending}
        onClose={() => setAsking(false)}
        onConfirm={() => void replace()}
      >
        {summary?.endsOwnSession === true ? t('backup.confirmEnds') : t('backup.confirm')}
      </ConfirmDialog>
    </Section>
  );
};
