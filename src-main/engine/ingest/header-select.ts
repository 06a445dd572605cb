import type { HeaderScan } from './header-scan.ts';
import { decodeHeaderWords } from './header-words.ts';
import { bounds, cutEnd } from './mime-bounds.ts';
import { neutraliseLine } from './neutralise.ts';

const usual = [
  'message-id',
  'in-reply-to',
  'references',
  'return-path',
  'sender',
  'reply-to',
  'delivered-to',
  'list-id',
  'list-unsubscribe',
  'auto-submitted',
  'precedence',
  'importance',
  'priority',
  'content-type',
  'content-language',
  'user-agent',
  'organization',
  'keywords',
  'comments',
  'errors-to',
  'thread-topic',
];

/**
 * The headers an alert carries, by lower-case name, the first value of each: those that identify, thread and classify
 * a mail, then its `X-` headers. `received-count` is how many hops it says it made. Only names from that list and
 * names beginning with `x-` become keys, so none can collide with what every object has.
 */
export function selectHeaders(scan: HeaderScan): Record<string, string> {
  const selected: Record<string, string> = {};
  const add = (name: string, value: string) => {
    if (Object.keys(selected).length >= bounds.headers || Object.hasOwn(selected, name)) return;
    selected[name] = cutEnd(neutraliseLine(decodeHeaderWords(value)).text, bounds.headerChars);
  };
  for (const name of usual) {
    const line = scan.lines.find((entry) => entry.name === name);
    if (line !== undefined) add(name, line.value);
  }
  const hops = scan.lines.filter((entry) => entry.name === 'received').length;
  if (hops > 0) add('received-count', String(hops));
  for (const line of scan.lines) {
    if (line.name.startsWith('x-')) add(line.name, line.value);
  }
  return selected;
}
