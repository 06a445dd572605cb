/** Reading for tools whose subjects say all: a table of forms, whose named groups `host` and `resource` are taken over. */
import type { Category } from '../../../../src-shared/vocabulary.ts';
import type { MailText } from '../mail-text.ts';
import type { Reading } from '../source-adapter.ts';
import { groupsOf, rowFor, toName, toSummary } from './matching.ts';
import type { Outcome } from './outcome.ts';

export interface SubjectRow {
  readonly pattern: RegExp;
  readonly outcome: Outcome;
  /** The same for a problem and its recovery; '' takes the pattern's group `condition`. */
  readonly condition: string;
  readonly category?: Category;
}

/** What the first row that fits says, or null. */
export const readSubject = (
  mail: MailText,
  rows: readonly SubjectRow[],
  of: { readonly system: string; readonly category: Category },
): (Reading & { host: string; resource: string; condition: string }) | null => {
  const row = rowFor(rows, mail.subject);
  if (row === undefined) return null;
  const found = groupsOf(mail.subject, row.pattern);
  return {
    ...row.outcome,
    category: row.category ?? of.category,
    system: of.system,
    host: toName(found?.host),
    resource: toName(found?.resource),
    condition: row.condition || toName(found?.condition),
    summary: toSummary(mail.subject),
  };
};
