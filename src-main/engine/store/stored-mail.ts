/** The parsed mail as it is stored in Redis. */
import { promisify } from 'node:util';
import { deflateRawSync, inflateRaw } from 'node:zlib';
import type { ParsedMail } from '../message.ts';

const inflate = promisify(inflateRaw);

/** Below this a mail is kept as it is: compressing it costs more than it saves. */
const compressAboveBytes = 2048;
const maxUnpackedBytes = 16 * 1024 * 1024;
const openingBrace = 0x7b;

/** JSON; large ones compressed, since mails repeat themselves. Takes time: meant for the thread that parsed it. */
export const packMail = (mail: ParsedMail): Buffer => {
  const bytes = Buffer.from(JSON.stringify(mail));
  return bytes.length <= compressAboveBytes ? bytes : deflateRawSync(bytes, { level: 1 });
};

/** Null where there is none, or where it cannot be read. */
export const unpackMail = async (packed: Buffer | null | undefined): Promise<ParsedMail | null> => {
  if (!packed || packed.length === 0) return null;
  try {
    const isPlain = packed[0] === openingBrace;
    const bytes = isPlain ? packed : await inflate(packed, { maxOutputLength: maxUnpackedBytes });
    return JSON.parse(bytes.toString('utf8')) as ParsedMail;
  } catch {
    return null;
  }
};
