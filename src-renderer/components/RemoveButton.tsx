import { Button } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { RemoveDialog, type User } from './RemoveDialog.tsx';

interface RemoveButtonProps {
  label: string;
  title: string;
  /** What will happen. */
  children: ReactNode;
  remove: { mutate(): void; reset(): void; isPending: boolean; error: unknown };
  users: readonly User[];
}

/** Removes after asking once. */
export const RemoveButton = ({ label, title, children, remove, users }: RemoveButtonProps) => {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button variant="default" size="xs" leftSection={<IconTrash size={14} />} onClick={() => setOpen(true)}>
        {label}
      </Button>
      <RemoveDialog
        isOpen={isOpen}
        title={title}
        confirmLabel={label}
        onClose={() => {
          setOpen(false);
          remove.reset();
        }}
        onConfirm={remove.mutate}
        isPending={remove.isPending}
        error={remove.error}
        users={users}
      >
        {children}
      </RemoveDialog>
    </>
  );
};
