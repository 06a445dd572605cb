import type { ParsedMail } from '../message.ts';

const maxDisplayChars = 1000;

/** netdata's mails name no sender: the envelope's is shown then, so that no list has an empty cell. */
export const withSender = (mail: ParsedMail, mailFrom: string): ParsedMail =>
  mail.from.display === ''
    ? { ...mail, from: { address: mail.from.address, display: mailFrom.slice(0, maxDisplayChars) } }
    : mail;
