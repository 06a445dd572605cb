import type { Facts } from './facts.ts';
import type { MailText } from './mail-text.ts';

/**
 * Reads the mails of one tool or family. `read` answers null for any other mail, else what it knows better than the
 * generic reader, whose facts stand for all the rest. It may throw: that costs the mail its adapter, nothing else.
 */
export interface SourceAdapter {
  source: string;
  read(mail: MailText): Partial<Omit<Facts, 'source' | 'evidence' | 'notes'>> | null;
}
