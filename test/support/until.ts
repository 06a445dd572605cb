/** Asks until there is an answer other than null, false or undefined; fails with what was awaited when the time is up. */
export const until = async <T>(
  ask: () => Promise<T | null | false | undefined> | T | null | false | undefined,
  what: string,
  timeoutMs = 30_000,
): Promise<T> => {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== false && answer !== undefined) return answer;
    if (performance.now() > end) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
