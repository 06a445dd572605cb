import type { z } from 'zod';
import { maxSimulatedMailBytes, type simulateMailInput } from '../../../src-shared/contract/rules.ts';

/** Files go byte by byte: their character set is for the server to find out. */
export type MailSource = { kind: 'text'; text: string } | { kind: 'file'; file: File };

export const mailExample = 'From: zabbix@mon.example.org\nTo: ops@example.org\nSubject: PROBLEM: …\n\n…';

/** A mail's attachments say nothing here: of what is larger than one request only the beginning is looked at. */
export const isCut = (source: MailSource): boolean => bytesOf(source).size > maxSimulatedMailBytes;

export const mailInput = async (source: MailSource): Promise<z.input<typeof simulateMailInput>> => {
  const bytes = new Uint8Array(await bytesOf(source).slice(0, maxSimulatedMailBytes).arrayBuffer());
  return { raw: base64Of(bytes), encoding: 'base64' };
};

const bytesOf = (source: MailSource): Blob =>
  source.kind === 'file' ? source.file : new Blob([source.text]);

/** Arguments of one call are bounded. */
const chunkBytes = 8_192;
const base64Of = (bytes: Uint8Array): string => {
  let binary = '';
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    binary += String.fromCharCode(...bytes.subarray(at, at + chunkBytes));
  }
  return btoa(binary);
};
