/** Texts that many alerts share (senders, hosts, ...), each held once and numbered. A number is free again when unused. */
export interface Dictionary {
  /** The number of a text; it counts one use more. */
  take(text: string): number;
  /** One use less; the last one frees the number. */
  release(number: number): void;
  text(number: number): string;
  /** Above every number in use. */
  length(): number;
  /** 1 for each number whose text fits, 0 for the others. Good until the next `take`. */
  table(fits: (text: string) => boolean): Uint8Array;
}

export const createDictionary = (): Dictionary => {
  const numbers = new Map<string, number>();
  const texts: string[] = [];
  const uses: number[] = [];
  const free: number[] = [];
  return {
    take(text) {
      const known = numbers.get(text);
      if (known !== undefined) {
        uses[known] = (uses[known] ?? 0) + 1;
        return known;
      }
      const number = free.pop() ?? texts.length;
      texts[number] = text;
      uses[number] = 1;
      numbers.set(text, number);
      return number;
    },
    release(number) {
      const left = (uses[number] ?? 0) - 1;
      uses[number] = left;
      if (left > 0) return;
      numbers.delete(texts[number] ?? '');
      texts[number] = '';
      free.push(number);
    },
    text: (number) => texts[number] ?? '',
    length: () => texts.length,
    table: (fits) => Uint8Array.from(texts, (text) => (fits(text) ? 1 : 0)),
  };
};
