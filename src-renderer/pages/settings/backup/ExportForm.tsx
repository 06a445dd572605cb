import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { passphraseSchema } from '../../../../src-shared/contract/backup.ts';
import { showRefusal, validateBy } from '../../../components/form.ts';
import { Section } from '../../../components/Section.tsx';
import { saveFile } from '../../../components/save-file.ts';
import { toastDone } from '../../../components/toasts.tsx';
import { useExportBackup } from '../../../data/backup.ts';
import classes from '../settings.module.css';

const schema = z.object({ passphrase: passphraseSchema });

export const ExportForm = () => {
  const { t } = useTranslation(['settings', 'common']);
  const exporting = useExportBackup();
  const form = useForm({
    initialValues: { passphrase: '', again: '' },
    validate: (values) => ({
      ...validateBy(schema)(values),
      ...(values.again === values.passphrase ? {} : { again: t('backup.notTheSame') }),
    }),
  });
  const submit = form.onSubmit(({ passphrase }) =>
    exporting.mutate(
      { passphrase },
      {
        onSuccess: (file) => {
          saveFile(file.name, file);
          toastDone(t('backup.exported', { name: file.name }));
          form.reset();
        },
        onError: (error) => showRefusal(form, error),
      },
    ),
  );
  const toggle = { 'aria-label': t('common:showSecret') };
  return (
    <Section title={t('backup.exportTitle')} lead={t('backup.exportLead')}>
      <form onSubmit={submit} noValidate className={classes.form}>
        <Stack gap="sm">
          <PasswordInput
            label={t('backup.passphrase')}
            description={t('backup.passphraseHelp')}
            autoComplete="new-password"
            visibilityToggleButtonProps={toggle}
            dir="ltr"
            required
            {...form.getInputProps('passphrase')}
          />
          <PasswordInput
            label={t('backup.again')}
            autoComplete="new-password"
            visibilityToggleButtonProps={toggle}
            dir="ltr"
            required
            {...form.getInputProps('again')}
          />
          <Group>
            <Button type="submit" leftSection={<IconDownload size={16} />} loading={exporting.isPending}>
              {t('backup.export')}
            </Button>
            {exporting.isPending && <Text size="sm">{t('backup.sealing')}</Text>}
          </Group>
        </Stack>
      </form>
    </Section>
  );
};
