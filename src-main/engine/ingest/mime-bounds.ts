/** How much of a mail an alert carries. All in UTF-16 units. */
export const bounds = {
  textChars: 200_000,
  textHeadChars: 150_000,
  textTailChars: 40_000,
  subjectChars: 2_000,
  subjects: 10,
  addresses: 1_000,
  addressChars: 1_000,
  attachments: 100,
  attachmentNameChars: 200,
  headers: 60,
  headerChars: 1_000,
  notes: 30,
  noteChars: 200,
} as const;

const MAX_DECODED_BYTES = 4 * 1024 * 1024;

/** Keeps the beginning and the end of a long text and says what is left out between them. */
export function cutMiddle(text: string): string {
  if (text.length <= bounds.textChars) return text;
  const left = text.length - bounds.textHeadChars - bounds.textTailChars;
  const head = text.slice(0, bounds.textHeadChars);
  const tail = text.slice(-bounds.textTailChars);
  return `${head}\n\n[... ${left} characters left out ...]\n\n${tail}`.toWellFormed();
}

/** Cuts at the end, with `...` where something was cut. */
export function cutEnd(text: string, maxChars: number): string {
  return text.length <= maxChars ? text : `${text.slice(0, maxChars - 3)}...`.toWellFormed();
}

/** The first three quarters and the last quarter of huge content, cut where no UTF-8 character is split. */
export function cutBytes(content: Buffer): Buffer {
  if (content.length <= MAX_DECODED_BYTES) return content;
  const headEnd = characterStart(content, Math.floor(MAX_DECODED_BYTES * 0.75));
  const tailStart = characterStart(content, content.length - Math.floor(MAX_DECODED_BYTES * 0.25));
  return Buffer.concat([
    content.subarray(0, headEnd),
    Buffer.from('\n\n[...]\n\n'),
    content.subarray(tailStart),
  ]);
}

function characterStart(content: Buffer, at: number): number {
  let start = at;
  while (start < content.length && start < at + 4 && ((content[start] ?? 0) & 0xc0) === 0x80) start += 1;
  return start;
}
