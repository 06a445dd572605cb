import { Button, Group, List, Modal, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Ltr } from '../../components/ltr.tsx';
import { ServerText } from '../../components/ServerText.tsx';
import { toastError, toastUndo } from '../../components/toasts.tsx';
import { useCreateMute, useRemoveMute } from '../../data/mutes.ts';
import { toApiError } from '../../transport/api-error.ts';
import { senderGlob } from './sender-glob.ts';

interface MuteSendersDialogProps {
  isOpen: boolean;
  onClose: () => void;
  senders: readonly string[];
}

const hour = 3_600_000;
const spans = { '1h': hour, '4h': 4 * hour, '8h': 8 * hour, '24h': 24 * hour, forever: null };
type Span = keyof typeof spans;
const spanNames = Object.keys(spans) as Span[];
const shownSenders = 12;

/** Mutes one sender or many, for a while. */
export const MuteSendersDialog = (props: MuteSendersDialogProps) => {
  const { t } = useTranslation('alerts');
  return (
    <Modal
      opened={props.isOpen}
      onClose={props.onClose}
      title={t('mute.title', { count: props.senders.length })}
    >
      {props.isOpen && <MuteForm {...props} />}
    </Modal>
  );
};

const MuteForm = ({ senders, onClose }: MuteSendersDialogProps) => {
  const { t } = useTranslation(['alerts', 'common']);
  const create = useCreateMute();
  const remove = useRemoveMute();
  const [span, setSpan] = useState<Span>('4h');
  const [done, setDone] = useState<number | null>(null);
  const [failed, setFailed] = useState<{ sender: string; reason: string }[]>([]);
  const left = failed.length > 0 ? failed.map(({ sender }) => sender) : senders;

  const mute = async (): Promise<void> => {
    const ids: string[] = [];
    const refused: { sender: string; reason: string }[] = [];
    const forMs = spans[span];
    for (const sender of left) {
      setDone(ids.length);
      try {
        const until = forMs === null ? null : Date.now() + forMs;
        ids.push((await create.mutateAsync({ glob: senderGlob(sender), scope: 'sender', until })).id);
      } catch (error) {
        refused.push({ sender, reason: toApiError(error).message });
      }
    }
    setDone(null);
    setFailed(refused);
    if (ids.length > 0) {
      toastUndo(t('mute.done', { count: ids.length }), () => {
        void Promise.all(ids.map((id) => remove.mutateAsync({ id }))).catch(toastError);
      });
    }
    if (refused.length === 0) onClose();
  };

  return (
    <Stack>
      <Text size="sm">{t('mute.what')}</Text>
      <List size="sm">
        {left.slice(0, shownSenders).map((sender) => (
          <List.Item key={sender}>
            <Ltr>{sender}</Ltr>
          </List.Item>
        ))}
        {left.length > shownSenders && (
          <List.Item>{t('mute.more', { count: left.length - shownSenders })}</List.Item>
        )}
      </List>
      {failed.map(({ sender, reason }) => (
        <Text key={sender} size="sm" c="red" role="alert">
          <Ltr>{sender}</Ltr>: <ServerText>{reason}</ServerText>
        </Text>
      ))}
      <Select
        label={t('mute.for')}
        data={spanNames.map((name) => ({ value: name, label: t(`mute.spans.${name}`) }))}
        value={span}
        onChange={(value) => setSpan(spanNames.find((name) => name === value) ?? span)}
        allowDeselect={false}
      />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t('common:cancel')}
        </Button>
        <Button onClick={() => void mute()} loading={done !== null}>
          {t('mute.confirm', { count: left.length })}
        </Button>
      </Group>
    </Stack>
  );
};
