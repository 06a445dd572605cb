/**
 * Milliseconds of processor time that a call takes in this process: what other programs take of the machine does not
 * count. For bounds far above what is usual, which only work out of proportion runs over.
 */
export const cpuMs = (run: () => unknown): number => {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
};
