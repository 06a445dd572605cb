/**
 * Lets those that work on the same thing go one after the other, in this process. Between processes revisions are
 * compared; this keeps the alerts of a storm from undoing each other's decisions over and over.
 */
export type OneAtATime = <T>(name: string, run: () => Promise<T>) => Promise<T>;

export const createOneAtATime = (): OneAtATime => {
  const last = new Map<string, Promise<unknown>>();
  return (name, run) => {
    const turn = (last.get(name) ?? Promise.resolve()).then(run);
    const settled = turn.then(
      () => {},
      () => {},
    );
    last.set(name, settled);
    void settled.then(() => {
      if (last.get(name) === settled) last.delete(name);
    });
    return turn;
  };
};
