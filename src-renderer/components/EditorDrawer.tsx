import { Drawer } from '@mantine/core';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { ConfirmDialog } from './ConfirmDialog.tsx';
import classes from './editor-drawer.module.css';
import { type LeaveGuard, useLeaveGuard } from './leave-guard.ts';

interface EditorDrawerProps {
  isOpen: boolean;
  /** Where its list is. */
  listPath: string;
  size: number;
  words: {
    title: string;
    close: string;
    leaveTitle: string;
    leave: string;
    leaveWhy: string;
  };
  children: (guard: LeaveGuard) => ReactNode;
}

/** A drawer beside a list, opened by the address, so that everything in the list has a link; asks before changes are lost. */
export const EditorDrawer = ({ isOpen, listPath, size, words, children }: EditorDrawerProps) => {
  const navigate = useNavigate();
  const guard = useLeaveGuard(() => void navigate(listPath));
  return (
    <>
      <Drawer
        opened={isOpen}
        onClose={guard.leave}
        position="right"
        size={size}
        title={words.title}
        closeButtonProps={{ 'aria-label': words.close }}
        classNames={{ title: classes.title }}
      >
        {isOpen && children(guard)}
      </Drawer>
      <ConfirmDialog
        isOpen={guard.isAsking}
        title={words.leaveTitle}
        confirmLabel={words.leave}
        onConfirm={guard.leaveNow}
        onClose={guard.stay}
      >
        {words.leaveWhy}
      </ConfirmDialog>
    </>
  );
};
