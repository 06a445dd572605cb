/** The books that are kept outside the product, as files of one JSON object a line, and how they are read. */
import { existsSync, readFileSync } from 'node:fs';

/** One turn of a mail: `code` is the reply to its end, null where the connection was lost before there was one. */
export interface ClientEntry {
  marker: string;
  at: number;
  code: number | null;
  id: string | null;
  /** From the end of data to the reply, ms. */
  tookMs: number;
}

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
