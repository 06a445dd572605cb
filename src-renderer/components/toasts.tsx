import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import i18next from 'i18next';
import { serverWords } from '../i18n/server-words.ts';
import { toApiError } from '../transport/api-error.ts';
import { Bdi } from './ltr.tsx';

const shownMs = 5_000;
const shownForUndoMs = 10_000;

const closeLabel = () => ({ 'aria-label': i18next.t('close', { ns: 'common' }) });

export const toastDone = (message: string): void => {
  notifications.show({ message, color: 'green', autoClose: shownMs, closeButtonProps: closeLabel() });
};

/** Names the error in the reader's language and adds the server's own words. */
export const toastError = (error: unknown): void => {
  const { code, message } = toApiError(error);
  notifications.show({
    title: i18next.t(`errors.${code}`, { ns: 'common' }),
    message: message === '' ? null : <Bdi>{serverWords(message)}</Bdi>,
    color: 'red',
    autoClose: shownForUndoMs,
    role: 'alert',
    closeButtonProps: closeLabel(),
  });
};

/** Says what was done and offers to take it back, for ten seconds. One of the same `key` takes the place of the last. */
export const toastUndo = (message: string, onUndo: () => void, key?: string): void => {
  const id = key ?? crypto.randomUUID?.() ?? String(Math.random());
  if (key !== undefined) notifications.hide(key);
  notifications.show({
    id,
    autoClose: shownForUndoMs,
    closeButtonProps: closeLabel(),
    message: (
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{message}</Text>
        <Button
          size="xs"
          variant="light"
          onClick={() => {
            notifications.hide(id);
            onUndo();
          }}
        >
          {i18next.t('undo', { ns: 'common' })}
        </Button>
      </Group>
    ),
  });
};
