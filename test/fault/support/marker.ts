/**
 * Each mail of the harness carries a marker of its own in its subject and host name. It is made of letters alone, so that
 * nothing which folds numbers takes two mails for one, and the sinks can tell by it which mail a delivery is about.
 */
const letters = 'bcdfghjklmnpqrstvwxz';
const length = 8;
const pattern = new RegExp(`mk[${letters}]{${length}}`, 'g');

/** `namespace` keeps the markers of several clients of one run apart (0 to 19). */
export const markerOf = (namespace: number, count: number): string => {
  let rest = count;
  let word = '';
  for (let place = 0; place < length - 1; place++) {
    word = (letters[rest % letters.length] ?? '') + word;
    rest = Math.floor(rest / letters.length);
  }
  return `mk${letters[namespace % letters.length]}${word}`;
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
