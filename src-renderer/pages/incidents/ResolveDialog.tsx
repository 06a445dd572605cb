import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentItem } from '../../../src-shared/contract/incidents.ts';
import { Bdi } from '../../components/ltr.tsx';
import type { IncidentActions } from './use-incident-actions.ts';

interface ResolveDialogProps {
  incident: Pick<IncidentItem, 'id' | 'summary'> | null;
  actions: IncidentActions;
  onClose: () => void;
}

/** Asks once: those who were told of the incident are told that it is over. */
export const ResolveDialog = ({ incident, actions, onClose }: ResolveDialogProps) => {
  const { t } = useTranslation('incidents');
  return (
    <Modal opened={incident !== null} onClose={onClose} title={t('resolve.title')}>
      {incident !== null && <Body incident={incident} actions={actions} onClose={onClose} />}
    </Modal>
  );
};

const Body = ({
  incident,
  actions,
  onClose,
}: ResolveDialogProps & { incident: { id: string; summary: string } }) => {
  const { t } = useTranslation(['incidents', 'common']);
  const [words, setWords] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        actions.resolve(incident.id, words.trim(), onClose);
      }}
    >
      <Stack>
        <Text size="sm">
          <Bdi>{incident.summary}</Bdi>
        </Text>
        <Text size="sm" c="dimmed">
          {t('resolve.what')}
        </Text>
        <Textarea
          label={t('note.label')}
          description={t('resolve.noteHelp')}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
          maxLength={2000}
          autosize
          minRows={2}
          dir="auto"
          data-autofocus
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" loading={actions.isBusy}>
            {t('actions.resolve')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
