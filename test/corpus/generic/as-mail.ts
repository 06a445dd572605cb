import { htmlToPlain } from '../../../src-main/engine/ingest/html-text.ts';
import type { ParsedMail } from '../../../src-main/engine/message.ts';
import { someMail } from '../../support/alert-input.ts';
import type { GenericMail } from './mails.ts';

/** As the parser hands it on: the text of a mail that is HTML alone is what the product makes of it. */
export const asMail = ({
  subject,
  text,
  from,
}: Pick<GenericMail, 'subject' | 'text' | 'from'>): ParsedMail => {
  const isHtml = text.startsWith('<');
  return {
    ...someMail(subject, isHtml ? htmlToPlain(text).text : text),
    ...(isHtml ? { textFrom: 'html' as const, html: text } : {}),
    from: { address: from, display: '' },
  };
};
