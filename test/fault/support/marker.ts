/**
 * Each mail of the harness carries a marker of its own in its subject and host name. It is made of letters alone, so that
 * nothing which folds numbers takes two mails for one, and the sinks can tell by it which mail a delivery is about.
 */
const letters = 'bcdfghjklmnpqrstvwxz';
const length = 8;
const pattern = new RegExp(`mk[${letters}]{${length}}`, 'g');

/** How many clients one run can have: two letters tell them apart. */
const namespaces = letters.length ** 2;

/** `namespace` keeps the markers of several clients of one run apart. */
export const markerOf = (namespace: number, count: number): string => {
  if (namespace >= namespaces) throw new Error(`more than ${namespaces} clients in one run`);
  return `mk${inLetters(namespace, 2)}${inLetters(count, length - 2)}`;
};

const inLetters = (number: number, places: number): string => {
  let rest = number;
  let word = '';
  for (let place = 0; place < places; place++) {
    word = (letters[rest % letters.length] ?? '') + word;
    rest = Math.floor(rest / letters.length);
  }
  return word;
};

/**
 * A chat takes about a message a second, a room and a phone a few, so the mails of the harness are spread over many of
 * each: which ones a mail is for follows from its marker, and its recipient says so.
 */
export const chats = 30;
/** Telegram takes some twenty a second in all: only the mails of the first chats go there. */
export const telegramChats = 10;
export const recipientOf = (chat: number): string => `ops-${chat}@example.net`;
export const chatOf = (marker: string): number =>
  [...marker].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1_000_003, 7) % chats;

/** Every marker in a text, each once. */
export const markersIn = (text: string): string[] => [...new Set(text.match(pattern) ?? [])];
