import { ActionIcon, Button, Group, Input, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { HeaderRow } from './channel-draft.ts';
import classes from './channels.module.css';
import type { ChannelForm } from './use-channel-form.ts';

interface HeadersFieldProps {
  form: ChannelForm;
  name: string;
  label: string;
  description: string;
  error: string | null;
}

const emptyRow: HeaderRow = { name: '', value: '' };
const example: HeaderRow = { name: 'Authorization', value: 'Bearer …' };
const maxRows = 20;

/** Request headers, a row each. They may hold tokens: what is stored is never shown, only replaced as a whole. */
export const HeadersField = ({ form, name, label, description, error }: HeadersFieldProps) => {
  const { t } = useTranslation(['channels', 'common']);
  const value = form.draft[name];
  const isStored = form.kept.includes(name);
  const rows = Array.isArray(value) ? value : [];
  const setRows = (next: HeaderRow[]): void =>
    form.set(name, next.length === 0 ? (isStored ? null : undefined) : next);

  return (
    <Input.Wrapper
      label={label}
      description={description}
      error={error}
      labelElement="div"
      inputWrapperOrder={['label', 'description', 'input', 'error']}
    >
      {isStored && !Array.isArray(value) ? (
        <Group gap="xs" mt={6}>
          <Text size="sm" flex={1} miw={160}>
            {value === null ? t('common:secretIsRemoved') : t('common:secretIsSet')}
          </Text>
          {value === null ? (
            <Button variant="default" onClick={() => form.set(name, undefined)}>
              {t('common:keepStored')}
            </Button>
          ) : (
            <>
              <Button variant="default" onClick={() => form.set(name, [emptyRow])}>
                {t('common:replace')}
              </Button>
              <Button variant="default" onClick={() => form.set(name, null)}>
                {t('common:removeStored')}
              </Button>
            </>
          )}
        </Group>
      ) : (
        <Stack gap="xs" mt={6} align="stretch">
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other identity while they are typed
            <div key={index} className={classes.headerRow}>
              <TextInput
                aria-label={t('headers.name', { index: index + 1 })}
                placeholder={example.name}
                value={row.name}
                onChange={(event) => setRows(rows.with(index, { ...row, name: event.currentTarget.value }))}
                dir="ltr"
                spellCheck={false}
                autoComplete="off"
              />
              <TextInput
                aria-label={t('headers.value', { index: index + 1 })}
                placeholder={example.value}
                value={row.value}
                onChange={(event) => setRows(rows.with(index, { ...row, value: event.currentTarget.value }))}
                dir="ltr"
                spellCheck={false}
                autoComplete="off"
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                onClick={() => setRows(rows.toSpliced(index, 1))}
                aria-label={t('headers.remove', { index: index + 1 })}
              >
                <IconX size={16} />
              </ActionIcon>
            </div>
          ))}
          <Group gap="xs">
            <Button
              variant="default"
              size="xs"
              leftSection={<IconPlus size={14} />}
              onClick={() => setRows([...rows, emptyRow])}
              disabled={rows.length >= maxRows}
            >
              {t('headers.add')}
            </Button>
            {isStored && (
              <Button variant="subtle" size="xs" onClick={() => form.set(name, undefined)}>
                {t('common:keepStored')}
              </Button>
            )}
          </Group>
        </Stack>
      )}
    </Input.Wrapper>
  );
};
