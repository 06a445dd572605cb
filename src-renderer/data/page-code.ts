/** Pages and charts are fetched when they are looked at; the server may be away at that moment. */
import { type ComponentType, lazy } from 'react';

const pauseMs = (round: number): number => Math.min(500 * 2 ** round, 10_000);
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A sheet that did not come is left in the document, and would pass for one that is there. */
const dropBrokenSheets = (): void => {
  for (const link of document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]')) {
    if (link.sheet === null) link.remove();
  }
};

const serverAnswers = async (): Promise<boolean> => {
  try {
    return (await fetch(window.location.pathname, { method: 'HEAD', cache: 'no-store' })).ok;
  } catch {
    return false;
  }
};

/**
 * What `load` answers. A load that fails is tried once more as soon as the server answers, however long that takes.
 * Rejects with the second failure: then the server is another version, which no longer has this code.
 */
export const fetchCode = async <Code>(load: () => Promise<Code>): Promise<Code> => {
  try {
    return await load();
  } catch {
    for (let round = 0; ; round++) {
      await sleep(pauseMs(round));
      if (await serverAnswers()) break;
    }
    dropBrokenSheets();
    return load();
  }
};

/** A component whose code is fetched when it is first shown, inside a Suspense. */
export const lazily = <Props>(load: () => Promise<ComponentType<Props>>) =>
  lazy(async () => ({ default: await fetchCode(load) }));
