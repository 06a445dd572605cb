/**
 * Makes text from a mail harmless to show, log and send on: no terminal sequences, no control characters, nothing
 * that reorders or hides letters. The raw message keeps what is taken out here.
 */

export interface Neutralised {
  text: string;
  /** What was taken out, in words; empty for an ordinary text. */
  notes: string[];
}

// ECMA-48: string sequences (OSC, DCS, ...) with their terminator, CSI sequences, then any other escape.
const terminalStrings =
  /(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\n]{0,500}(?:\x07|\x1b\\|\x9c)/g;
const terminalSequences = /(?:\x1b\[|\x9b)[0-?]{0,64}[ -/]{0,8}[@-~]|\x1b[ -/]{0,8}[0-~]/g;

const lineBreaks = /\r\n|[\r\x85\u2028\u2029]/g;
const controls = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]/g;
const anyControl = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]/;

// Unicode UAX 9: embeddings, overrides, isolates and the three implicit marks.
const bidiControls = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

// Characters without width that can split or pad a word unseen. The joiners (200C, 200D) are treated apart.
const zeroWidth =
  /\u034f|[\u00ad\u180e\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udc7f]/g;
const joiners = /[\u200c\u200d]+/g;
const anyInvisible =
  /\u034f|[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udc7f]/;

// Scripts whose spelling uses the joiners: Persian plurals, Indic conjuncts.
const joiningLetter =
  /[\p{sc=Arab}\p{sc=Syrc}\p{sc=Mong}\p{sc=Deva}\p{sc=Beng}\p{sc=Guru}\p{sc=Gujr}\p{sc=Orya}\p{sc=Taml}\p{sc=Telu}\p{sc=Knda}\p{sc=Mlym}\p{sc=Sinh}\p{sc=Khmr}\p{sc=Mymr}]/u;
// Harakat and the like are of inherited script; in front of a joiner they belong to the letter they sit on.
const combiningMark = /\p{M}/u;
const pictograph = /\p{Extended_Pictographic}|[\u{1f3fb}-\u{1f3ff}]|\ufe0f/u;

/** For texts of many lines: every line end becomes `\n`; of the other controls only `\t` stays. */
export function neutraliseText(input: string): Neutralised {
  let text = input.isWellFormed() ? input : input.toWellFormed();
  const notes: string[] = [];
  if (anyControl.test(text)) {
    const lines = text.replace(lineBreaks, '\n');
    text = lines.replace(terminalStrings, '').replace(terminalSequences, '').replace(controls, '');
    if (text.length !== lines.length) notes.push('control characters removed');
  }
  if (anyInvisible.test(text)) {
    const reordered = text.replace(bidiControls, '');
    if (reordered.length !== text.length) notes.push('text direction controls removed');
    const visible = reordered.replace(zeroWidth, '').replace(joiners, keepSpellingJoiner);
    if (visible.length !== reordered.length) notes.push('zero-width characters removed');
    text = visible;
  }
  return { text, notes };
}

/** For values of one line, such as a subject or a name: line ends and tabs become spaces, runs of them one. */
export function neutraliseLine(input: string): Neutralised {
  const { text, notes } = neutraliseText(input);
  return { text: text.replace(/[\n\t ]+/g, ' ').trim(), notes };
}

/** Takes control characters out and leaves everything else alone; for HTML, which is shown in a sandbox only. */
export function dropControls(input: string): string {
  const text = input.isWellFormed() ? input : input.toWellFormed();
  return anyControl.test(text) ? text.replace(lineBreaks, '\n').replace(controls, '') : text;
}

function keepSpellingJoiner(run: string, offset: number, whole: string): string {
  const joiner = run.charAt(0);
  const before = previousCharacter(whole, offset);
  const after = characterAt(whole, offset + run.length);
  if (joiningLetter.test(after) && (joiningLetter.test(before) || combiningMark.test(before))) return joiner;
  if (joiner === '\u200d' && pictograph.test(before) && pictograph.test(after)) return joiner;
  return '';
}

function characterAt(text: string, index: number): string {
  return index < text.length ? String.fromCodePoint(text.codePointAt(index) ?? 0x20) : '';
}

function previousCharacter(text: string, index: number): string {
  if (index <= 0) return '';
  const unit = text.charCodeAt(index - 1);
  const isLow = unit >= 0xdc00 && unit <= 0xdfff;
  return characterAt(text, isLow && index > 1 ? index - 2 : index - 1);
}
