/**
 * Cron: `Cron <user@host> command`, the job's output as text. That there is output is the alert; how bad it is only the
 * words say. The command is no evidence: `printf 'no error'` is not an error.
 */
import { identityOfWords } from '../identity.ts';
import { fold } from '../mail-text.ts';
import { negatedTrouble, severitySignals } from '../signals.ts';
import type { SourceAdapter } from '../source-adapter.ts';

const form = /^Cron <(?<user>[^@<>\s]{1,64})@(?<host>[^<>\s]{1,253})>\s*(?<command>.*)$/u;
const maxResourceChars = 200;

export const cron: SourceAdapter = {
  source: 'cron',
  read: (mail) => {
    const groups = form.exec(mail.subject)?.groups;
    if (groups === undefined) return null;
    const output = mail.foldedText.slice(0, 4_000).replace(negatedTrouble, ' ');
    const said = severitySignals.find(({ pattern }) => pattern.test(output))?.severity ?? null;
    const firstLine = mail.head[0] ?? '';
    const isQuiet = said === 'info' || said === 'low';
    return {
      kind: isQuiet ? 'report' : 'problem',
      state: isQuiet ? 'info' : 'firing',
      stateCertainty: 'inferred',
      statedSeverity: null,
      severity: said ?? 'medium',
      severityCertainty: said === null ? 'none' : 'inferred',
      severityFloor: isQuiet ? 'info' : 'medium',
      host: groups.host ?? '',
      resource: commandName(groups.command ?? '', firstLine),
      condition: `${groups.user}: ${groups.command}`.slice(0, maxResourceChars),
      // One job complains of many things: which it is stands in its output.
      identity: identityOfWords(mail, `${groups.user} ${groups.command}`),
      summary: (firstLine === '' ? mail.subject : firstLine).slice(0, 300),
    };
  },
};

/** What complained, where its output names itself (`backup.sh: ...`), else the command's text. */
const commandName = (command: string, firstLine: string): string => {
  const speaker = /^([\w.-]{2,60}): /u.exec(firstLine)?.[1];
  const named = speaker !== undefined && fold(command).includes(fold(speaker)) ? speaker : command;
  return named.slice(0, maxResourceChars);
};
