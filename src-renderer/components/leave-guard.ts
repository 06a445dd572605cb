import { useState } from 'react';

/** For a drawer with a form: what is not saved is asked about before it is lost. */
export const useLeaveGuard = (onLeave: () => void) => {
  const [isDirty, setDirty] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const leaveNow = (): void => {
    setAsking(false);
    setDirty(false);
    onLeave();
  };
  return {
    isAsking,
    setDirty,
    leaveNow,
    stay: () => setAsking(false),
    // Later: the Escape that closes the drawer would close the question too.
    leave: () => (isDirty ? void setTimeout(() => setAsking(true)) : leaveNow()),
  };
};

export type LeaveGuard = ReturnType<typeof useLeaveGuard>;
