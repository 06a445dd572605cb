import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { mimeToMail } from '../../../../src-main/engine/ingest/mime-to-mail.ts';
import type { ParsedMail } from '../../../../src-main/engine/message.ts';
import type { Facts } from '../../../../src-main/engine/recognise/facts.ts';
import { toMailText } from '../../../../src-main/engine/recognise/mail-text.ts';
import { recognise, sourceAdapters } from '../../../../src-main/engine/recognise/registry.ts';
import { severityRank } from '../../../../src-shared/vocabulary.ts';
import { someEnvelope, someMail } from '../../../support/alert-input.ts';
import { alertMails, foreignMails } from '../../../support/corpus.ts';
import { cpuMs } from '../../../support/cpu-time.ts';
import { sourceMails } from './mails.ts';
import type { SourceMail } from './source-mail.ts';

const toMail = ({ subject, text, headers, from, display }: SourceMail): ParsedMail => {
  const mail = someMail(subject, text, headers);
  return { ...mail, from: { address: from ?? mail.from.address, display: display ?? '' } };
};

const read = (mail: SourceMail): Facts =>
  recognise(toMail(mail), someEnvelope(mail.from ?? 'monitor@example.net'));

const all = sourceMails.flatMap(({ source, mails }) => mails.map((mail) => ({ source, mail })));

describe('the readers of single tools', () => {
  it.each(all.map(({ source, mail }) => [source, mail.subject, mail] as const))(
    'read %s: "%s"',
    (source, _subject, mail) => {
      const facts = read(mail);
      expect(facts.notes).toEqual([]);
      expect([facts.kind, facts.state, facts.severity, facts.host, facts.resource]).toEqual(mail.reads);
      expect(facts).toMatchObject({ source, ...mail.also });
      expect(facts.condition).not.toBe('');
      expect(facts.parts.map(({ state, host, resource }) => [state, host, resource])).toEqual(
        mail.parts ?? [],
      );
      expect(severityRank(facts.severity)).toBeLessThanOrEqual(severityRank(facts.severityFloor));
    },
  );

  it.each(sourceMails.map(({ source, mails }) => [source, mails] as const))(
    'give %s one fingerprint for one condition, and another for another',
    (_source, mails) => {
      const read_ = mails.map((mail) => ({ about: mail.about, subject: mail.subject, facts: read(mail) }));
      for (const one of read_) {
        expect(one.facts.fingerprint, one.subject).not.toBe('');
        for (const other of read_) {
          expect(
            one.facts.fingerprint === other.facts.fingerprint,
            `${one.subject} / ${other.subject}\n${one.facts.fingerprintBasis}\n${other.facts.fingerprintBasis}`,
          ).toBe(one.about === other.about);
        }
      }
    },
  );

  it.each(sourceMails.map(({ source, mails }) => [source, mails] as const))(
    'take hosts and resources of %s from the mail, word by word',
    (_source, mails) => {
      for (const mail of mails) {
        const { host, resource, parts } = read(mail);
        const written = [mail.subject, mail.text, mail.from ?? '', ...Object.values(mail.headers ?? {})]
          .join('\n')
          .toLowerCase();
        const names = [host, resource, ...parts.flatMap((part) => [part.host, part.resource])];
        for (const word of names.flatMap((name) => name.toLowerCase().split(/[\s,]+/u)))
          expect(written, mail.subject).toContain(word);
      }
    },
  );

  it('claim no mail of another tool, whichever is asked first', () => {
    for (const { source, mail } of all) {
      const text = toMailText(toMail(mail), someEnvelope(mail.from));
      const claims = sourceAdapters.filter((adapter) => adapter.read(text) !== null).map((one) => one.source);
      // Grafana writes its subjects as Alertmanager does and is asked before it.
      expect(
        claims.filter((name) => !(source === 'grafana' && name === 'alertmanager')),
        mail.subject,
      ).toEqual([source]);
    }
  });
});

describe('genuine mails of other tools', () => {
  const genuine: { file: string; mail: ParsedMail }[] = [];
  const tools: Record<string, string> = { zabbix_html: 'zabbix', alertmanager_text: 'alertmanager' };

  beforeAll(async () => {
    for (const { file, raw } of alertMails()) genuine.push({ file, mail: await mimeToMail(raw) });
  });

  it('are claimed by nobody but their own reader', () => {
    expect(genuine.length).toBeGreaterThanOrEqual(64);
    for (const { file, mail } of genuine) {
      const name = file.replace(/-\d+\.eml$/, '').replaceAll('-', '_');
      const own = tools[name] ?? name.replaceAll('_', '-');
      const text = toMailText(mail, someEnvelope(mail.from.address));
      for (const adapter of sourceAdapters)
        if (adapter.read(text) !== null)
          expect(own.startsWith(adapter.source), `${file}: ${adapter.source}`).toBe(true);
    }
  });
});

describe('messages of other projects', () => {
  const foreign = foreignMails();

  it.skipIf(foreign === null)(
    'are claimed by nobody, but for what was not delivered (../shared/corpus/mime)',
    async () => {
      for (const { file, raw } of foreign ?? []) {
        const text = toMailText(await mimeToMail(raw), someEnvelope());
        const claims = sourceAdapters.filter((adapter) => adapter.read(text) !== null);
        expect(
          claims.filter((adapter) => adapter.source !== 'bounce').map((one) => one.source),
          file,
        ).toEqual([]);
      }
      console.info(`read ${foreign?.length} messages of ../shared/corpus/mime`);
    },
  );
});

describe('hostile mails', () => {
  const subjects = all.map(({ mail }) => mail.subject);
  const words = fc.constantFrom(...subjects.flatMap((subject) => subject.split(/(?=\s)|(?<=[[\]():'"-])/u)));
  const lines = fc.constantFrom(...all.flatMap(({ mail }) => mail.text.split('\n').slice(0, 12)));

  it('made of the words of all tools are read without a throw, bounded', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.constantFrom(...subjects),
          fc.array(words, { maxLength: 60 }).map((list) => list.join('')),
        ),
        fc.array(lines, { maxLength: 60 }).map((list) => list.join('\n')),
        fc.nat({ max: 400 }),
        (subject, text, cut) => {
          const facts = recognise(someMail(subject.slice(0, 400 - cut), text.slice(cut)), someEnvelope());
          expect(facts.notes).toEqual([]);
          expect(JSON.stringify(facts).length).toBeLessThan(80_000);
          expect(severityRank(facts.severity)).toBeLessThanOrEqual(severityRank(facts.severityFloor));
        },
      ),
      { numRuns: 400 },
    );
  });

  it('cost time in proportion to their length', () => {
    for (const { mails } of sourceMails) {
      const mail = mails[0] as SourceMail;
      for (const filler of [' ', 'a', '[', '(', '- ', ' 1', '\n', ': ', "'", '=x ', ' on ']) {
        const text = toMailText(
          someMail(
            `${mail.subject.slice(0, 40)}${filler.repeat(1_000)}`,
            `${mail.text.slice(0, 200)}${filler.repeat(20_000)}`,
          ),
          someEnvelope(),
        );
        const took = cpuMs(() => {
          for (const adapter of sourceAdapters) adapter.read(text);
        });
        expect(took, `${mail.subject} ${JSON.stringify(filler)}`).toBeLessThan(2_000);
      }
    }
  });
});
