import { useServerWords } from '../i18n/server-words.ts';
import { Bdi, OneLine } from './ltr.tsx';

/** A sentence of the server's in the reader's language, with a remote's own words in it as they came. */
export const ServerText = ({ children }: { children: string }) => {
  const inWords = useServerWords();
  return <Bdi>{inWords(children)}</Bdi>;
};

/** The same in one line, cut at its end. */
export const ServerLine = ({ children }: { children: string }) => {
  const inWords = useServerWords();
  return <OneLine>{inWords(children)}</OneLine>;
};
