import { MailParser } from 'mailparser';

/** One part that holds content, its transfer encoding undone and its charset still to be read. */
export interface Leaf {
  /** Lower case, without parameters; `text/plain` where the part says nothing usable. */
  contentType: string;
  charset: string | null;
  /** RFC 3676: lines ending in a blank go on in the next. */
  isFlowed: boolean;
  dropsSpace: boolean;
  /** As the mail has it: to be neutralised, never used as a path. */
  name: string | null;
  isAttachment: boolean;
  content: Buffer;
}

export interface AddressEntry {
  name: string;
  address: string;
}

export interface MimeContent {
  from: AddressEntry[];
  /** To and Cc. */
  to: AddressEntry[];
  leaves: Leaf[];
  /** mailparser's complaint when it stopped early; what it read until then is there. */
  error: string | null;
}

const MAX_ADDRESSES = 1000;
const MAX_GROUP_DEPTH = 5;

/**
 * Reads a prepared message with mailparser and gives its parts one by one, undecoded as to charset. mailparser's own
 * merge of all texts is passed by, because there the charset faults and the difference between alternatives are lost.
 * Attached messages are not descended into: the caller does, with its own depth.
 */
export function readLeaves(message: Buffer): Promise<MimeContent> {
  const options = {
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipTextLinks: true,
    skipImageLinks: true,
    checksumAlgo: false as const,
    ignoreEmbedded: true, // mailsplit's, to which mailparser hands its options
  };
  const parser = new MailParser(options);
  // The types it would merge into one text. With none, every part is handed out as it comes.
  Object.assign(parser, { textTypes: [] });
  const result: MimeContent = { from: [], to: [], leaves: [], error: null };
  return new Promise((resolve) => {
    const finish = (error: string | null) => {
      result.error ??= error;
      resolve(result);
    };
    parser.on('headers', (headers: Map<string, unknown>) => {
      result.from = addressEntries(headers.get('from'));
      result.to = [...addressEntries(headers.get('to')), ...addressEntries(headers.get('cc'))].slice(
        0,
        MAX_ADDRESSES,
      );
    });
    parser.on('data', (data) => {
      if (data.type !== 'attachment') return;
      const chunks: Buffer[] = [];
      let isDone = false;
      const done = () => {
        if (isDone) return;
        isDone = true;
        result.leaves.push(
          toLeaf(data.contentType, data.headers, data.filename, data.contentDisposition, chunks),
        );
        data.release?.();
      };
      data.content.on('data', (chunk: Buffer) => chunks.push(chunk));
      data.content.on('end', done);
      data.content.on('error', done); // what was decoded until then is kept
    });
    parser.on('end', () => finish(null));
    // Not once: a second complaint must not end the thread.
    parser.on('error', (error: Error) => finish(error.message.slice(0, 200)));
    parser.end(message);
  });
}

function toLeaf(
  contentType: unknown,
  headers: Map<string, unknown>,
  filename: unknown,
  disposition: unknown,
  chunks: Buffer[],
): Leaf {
  const params = parametersOf(headers.get('content-type'));
  const declared = typeof contentType === 'string' ? contentType.toLowerCase().trim() : '';
  return {
    contentType: /^[^\s/]+\/[^\s/]+$/.test(declared) ? declared : 'text/plain',
    charset: params.get('charset') ?? null,
    isFlowed: params.get('format')?.toLowerCase() === 'flowed',
    dropsSpace: params.get('delsp')?.toLowerCase() === 'yes',
    name: typeof filename === 'string' && filename !== '' ? filename : null,
    isAttachment: typeof disposition === 'string' && disposition.toLowerCase() !== 'inline',
    content: Buffer.concat(chunks),
  };
}

function parametersOf(header: unknown): Map<string, string> {
  if (typeof header !== 'object' || header === null || !('params' in header)) return new Map();
  const { params } = header;
  if (typeof params !== 'object' || params === null) return new Map();
  return new Map(
    Object.entries(params).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** mailparser gives an address list, or an array of them for a repeated header; groups hold lists again. */
function addressEntries(header: unknown, depth = 0): AddressEntry[] {
  if (depth > MAX_GROUP_DEPTH || typeof header !== 'object' || header === null) return [];
  if (Array.isArray(header)) {
    const found: AddressEntry[] = [];
    for (const item of header) {
      if (found.length >= MAX_ADDRESSES) break;
      found.push(...addressEntries(item, depth + 1));
    }
    return found;
  }
  if ('value' in header) return addressEntries(header.value, depth);
  if ('group' in header) return addressEntries(header.group, depth + 1);
  const name = 'name' in header && typeof header.name === 'string' ? header.name : '';
  const address = 'address' in header && typeof header.address === 'string' ? header.address : '';
  return name === '' && address === '' ? [] : [{ name, address }];
}
