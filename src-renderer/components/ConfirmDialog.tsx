import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LtrCode } from './ltr.tsx';

interface ConfirmDialogProps {
  isOpen: boolean;
  title: string;
  /** What will happen, and to what. */
  children: ReactNode;
  /** Says what is done ("Discard 42"), never just "Yes". */
  confirmLabel: string;
  /** Must be typed first: for what cannot be undone. */
  typed?: string;
  onConfirm: () => void;
  onClose: () => void;
  isPending?: boolean;
}

/** Asks once before something that cannot be taken back. */
export const ConfirmDialog = (props: ConfirmDialogProps) => (
  <Modal opened={props.isOpen} onClose={props.onClose} title={props.title}>
    {props.isOpen && <ConfirmBody {...props} />}
  </Modal>
);

const ConfirmBody = ({
  children,
  confirmLabel,
  typed,
  onConfirm,
  onClose,
  isPending,
}: ConfirmDialogProps) => {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const isReady = typed === undefined || text.trim() === typed;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) onConfirm();
      }}
    >
      <Stack>
        <Text size="sm" component="div">
          {children}
        </Text>
        {typed !== undefined && (
          <TextInput
            label={
              <>
                {t('typeToConfirm')} <LtrCode>{typed}</LtrCode>
              </>
            }
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            autoComplete="off"
            dir="auto"
            data-autofocus
          />
        )}
        <Group justify="flex-end">
          {/* A hasty Enter does no harm. */}
          <Button variant="default" onClick={onClose} data-autofocus={typed === undefined || undefined}>
            {t('cancel')}
          </Button>
          <Button type="submit" color="red.9" disabled={!isReady} loading={isPending}>
            {confirmLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
