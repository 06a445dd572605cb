import { Button, Group, Menu, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBookmark, IconBookmarkPlus, IconTrash } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Bdi } from '../../components/ltr.tsx';
import { toastUndo } from '../../components/toasts.tsx';
import { type ListFilter, noFilter, writeFilter } from './filters.ts';
import { IconButton } from './IconButton.tsx';
import { removeView, saveView, useStored } from './stored.ts';

const builtIn = {
  all: noFilter,
  criticalFiring: { ...noFilter, severity: 'critical', state: 'firing' },
  undelivered: { ...noFilter, status: 'dead' },
  unrouted: { ...noFilter, status: 'unrouted' },
  lastDay: { ...noFilter, range: '24h' },
} as const satisfies Record<string, ListFilter>;
const builtInNames = Object.keys(builtIn) as (keyof typeof builtIn)[];

/** Filters under a name, kept in this browser. */
export const ViewsMenu = ({ filter }: { filter: ListFilter }) => {
  const { t } = useTranslation('alerts');
  const navigate = useNavigate();
  const { views } = useStored();
  const [isSaving, dialog] = useDisclosure(false);
  const show = (params: string): void => void navigate(`/alerts?${params}`);
  const remove = (name: string, params: string): void => {
    removeView(name);
    toastUndo(t('views.removed', { name }), () => saveView({ name, params }));
  };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" leftSection={<IconBookmark size={16} />}>
            {t('views.title')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {builtInNames.map((name) => (
            <Menu.Item key={name} onClick={() => show(writeFilter(builtIn[name]).toString())}>
              {t(`views.builtIn.${name}`)}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Label>{t('views.own')}</Menu.Label>
          {views.length === 0 && (
            <Text size="xs" c="dimmed" px="sm" pb={6} maw={260}>
              {t('views.none')}
            </Text>
          )}
          {views.map(({ name, params }) => (
            <Menu.Item key={name} onClick={() => show(params)}>
              <Bdi>{name}</Bdi>
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item leftSection={<IconBookmarkPlus size={16} />} onClick={dialog.open}>
            {t('views.manage')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={isSaving} onClose={dialog.close} title={t('views.manage')}>
        <Stack>
          <SaveForm filter={filter} onSaved={dialog.close} />
          {views.map(({ name, params }) => (
            <Group key={name} justify="space-between" wrap="nowrap">
              <Text size="sm" truncate>
                <Bdi>{name}</Bdi>
              </Text>
              <IconButton label={t('views.remove', { name })} onClick={() => remove(name, params)}>
                <IconTrash size={16} />
              </IconButton>
            </Group>
          ))}
        </Stack>
      </Modal>
    </>
  );
};

const SaveForm = ({ filter, onSaved }: { filter: ListFilter; onSaved: () => void }) => {
  const { t } = useTranslation(['alerts', 'common']);
  const [name, setName] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (name.trim() === '') return;
    saveView({ name: name.trim(), params: writeFilter(filter).toString() });
    onSaved();
  };
  return (
    <form onSubmit={submit}>
      <Group align="flex-end" wrap="nowrap">
        <TextInput
          label={t('views.name')}
          description={t('views.help')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={60}
          dir="auto"
          flex={1}
          data-autofocus
        />
        <Button type="submit" disabled={name.trim() === ''}>
          {t('common:save')}
        </Button>
      </Group>
    </form>
  );
};
