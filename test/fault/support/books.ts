/** The books that are kept outside the product, as files of one JSON object a line, and how they are read. */
import { existsSync, readFileSync } from 'node:fs';

/**
 * One turn of a mail: `code` is the reply to its end, or the refusal before it; null where the connection was lost after its
 * bytes were sent. A connection that was lost before that is no turn.
 */
export interface ClientEntry {
  marker: string;
  at: number;
  code: number | null;
  id: string | null;
  /** What was answered: the connection, a command or the end of the data. */
  stage: string;
  /** From the first try to connect for this mail to the reply, ms. */
  tookMs: number;
}

/** Mails that were answered 250, each time it was. */
export const confirmedIn = (book: readonly ClientEntry[]): ClientEntry[] =>
  book.filter(({ code }) => code === 250);

export const channelNames = ['telegram', 'matrix', 'webhook', 'sms'] as const;
export type ChannelName = (typeof channelNames)[number];

/** What a person would see: one message, or an edit of one. */
export interface SinkEntry {
  channel: ChannelName | string;
  at: number;
  kind: 'message' | 'edit';
  markers: string[];
  alertId: string | null;
  /** The message says itself that it may be a repeat. */
  markedRepeat: boolean;
}

const linesOf = <T>(file: string): T[] => {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  // The last one may still be on its way.
  lines.pop();
  return lines.map((line) => JSON.parse(line) as T);
};

export const readClientBook = (file: string): ClientEntry[] => linesOf<ClientEntry>(file);
export const readSinkBook = (file: string): SinkEntry[] => linesOf<SinkEntry>(file);
