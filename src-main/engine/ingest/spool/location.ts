/**
 * Where a message stands in the journal, as one short string for jobs and records. It also says what the spool needs
 * to know of a message that it no longer keeps in memory.
 */
export interface Place {
  /** The segment's number. */
  segment: number;
  /** Byte offset of the record in its segment. */
  offset: number;
  /** The message's number within its segment. */
  ordinal: number;
  sizeBytes: number;
  /** Epoch ms. */
  receivedAt: number;
  id: string;
}

const pattern =
  /^([0-9a-z]{1,9})\.([0-9a-z]{1,9})\.([0-9a-z]{1,9})\.([0-9a-z]{1,9})\.(-?[0-9a-z]{1,11})\.([0-9A-Za-z-]{1,64})$/;

export const formatLocation = (place: Place): string =>
  `${[place.segment, place.offset, place.ordinal, place.sizeBytes, place.receivedAt]
    .map((part) => part.toString(36))
    .join('.')}.${place.id}`;

/** Null when the text is no location. */
export function parseLocation(location: string): Place | null {
  const parts = pattern.exec(location);
  if (!parts) return null;
  const number = (index: number): number => Number.parseInt(parts[index] as string, 36);
  return {
    segment: number(1),
    offset: number(2),
    ordinal: number(3),
    sizeBytes: number(4),
    receivedAt: number(5),
    id: parts[6] as string,
  };
}
