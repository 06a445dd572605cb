import { afterEach, describe, expect, it } from 'vitest';
import type { SmtpAuthentication } from '../../../src-main/engine/ingest/smtp-options.ts';
import { DEFAULT_POLICY } from '../../../src-main/engine/ingest/smtp-policy.ts';
import { createCertificateAuthority } from '../../support/certificates.ts';
import { createSmtpRigs } from '../../support/smtp-rig.ts';
import { openSmtpWire, type SmtpWire } from '../../support/smtp-wire.ts';

const certificate = createCertificateAuthority().issue(['localhost', '127.0.0.1']);
const rigs = createSmtpRigs();
afterEach(() => rigs.stopAll());

const authentication: SmtpAuthentication = {
  users: [{ user: 'nagios', verify: async (password) => password === 'right' }],
  required: false,
  clearNetworks: [],
};

function plain(user: string, password: string): string {
  return `AUTH PLAIN ${Buffer.from(`\0${user}\0${password}`).toString('base64')}`;
}

async function greet(port: number): Promise<{ wire: SmtpWire; features: string }> {
  const wire = await openSmtpWire(port);
  await wire.reply();
  return { wire, features: (await wire.ask('EHLO x')) ?? '' };
}

async function greetSecurely(port: number): Promise<{ wire: SmtpWire; features: string }> {
  const { wire: clear } = await greet(port);
  expect(await clear.ask('STARTTLS')).toMatch(/^220 /);
  const wire = await clear.upgrade();
  return { wire, features: (await wire.ask('EHLO x')) ?? '' };
}

async function sendMessage(wire: SmtpWire): Promise<string | null> {
  for (const line of ['MAIL FROM:<a@b>', 'RCPT TO:<c@d>', 'DATA']) await wire.ask(line);
  return wire.ask('x\r\n.');
}

describe('STARTTLS', () => {
  it('is offered with a certificate, and the message says it came over TLS', async () => {
    const rig = await rigs.start({ certificate });
    expect((await greet(rig.port)).features).toContain('STARTTLS');
    const { wire, features } = await greetSecurely(rig.port);
    expect(features).not.toContain('STARTTLS');
    expect(await sendMessage(wire)).toMatch(/^250 /);
    expect(rig.spool.kept[0]?.meta.secure).toBe(true);
    wire.close();
  });

  it('drops what was sent in clear behind the command', async () => {
    const rig = await rigs.start({ certificate });
    const { wire: clear } = await greet(rig.port);
    clear.send('STARTTLS\r\nMAIL FROM:<evil@x>\r\nRCPT TO:<victim@y>\r\nNOOP\r\n');
    expect(await clear.reply()).toMatch(/^220 /);
    const wire = await clear.upgrade();
    // The first reply over TLS answers the first command over TLS; without a new MAIL there is no transaction.
    expect(await wire.ask('EHLO x')).toMatch(/^250-/);
    expect(await wire.ask('RCPT TO:<c@d>')).toMatch(/^503 /);
    expect(await sendMessage(wire)).toMatch(/^250 /);
    expect(rig.spool.kept.map((message) => message.meta.mailFrom)).toEqual(['a@b']);
    wire.close();
  });
});

describe('AUTH', () => {
  it('is neither offered nor taken before TLS', async () => {
    const rig = await rigs.start({ certificate, authentication });
    const { wire, features } = await greet(rig.port);
    expect(features).not.toContain('AUTH');
    expect(await wire.ask(plain('nagios', 'right'))).toMatch(/^538 5\.7\.0 /);
    expect(await sendMessage(wire)).toMatch(/^250 /);
    expect(rig.spool.kept[0]?.meta.user).toBe(null);
    wire.close();
  });

  it('is not taken in clear where no certificate is configured either', async () => {
    const rig = await rigs.start({ authentication });
    const { wire, features } = await greet(rig.port);
    expect(features).not.toContain('AUTH');
    expect(await wire.ask(plain('nagios', 'right'))).toMatch(/^538 /);
    wire.close();
  });

  it('signs in over TLS, by PLAIN and by LOGIN', async () => {
    const rig = await rigs.start({ certificate, authentication });
    const { wire, features } = await greetSecurely(rig.port);
    expect(features).toContain('AUTH PLAIN LOGIN');
    expect(await wire.ask(plain('nagios', 'right'))).toMatch(/^235 /);
    await sendMessage(wire);
    expect(rig.spool.kept[0]?.meta.user).toBe('nagios');
    wire.close();
    const { wire: other } = await greetSecurely(rig.port);
    await other.ask('AUTH LOGIN');
    await other.ask(Buffer.from('nagios').toString('base64'));
    expect(await other.ask(Buffer.from('right').toString('base64'))).toMatch(/^235 /);
    other.close();
  });

  it('is taken in clear from a network listed for it', async () => {
    const rig = await rigs.start({ authentication: { ...authentication, clearNetworks: ['127.0.0.1'] } });
    const { wire, features } = await greet(rig.port);
    expect(features).toContain('AUTH PLAIN LOGIN');
    expect(await wire.ask(plain('nagios', 'right'))).toMatch(/^235 /);
    wire.close();
  });

  it('is asked for where it is required', async () => {
    const rig = await rigs.start({ certificate, authentication: { ...authentication, required: true } });
    const { wire } = await greetSecurely(rig.port);
    expect(await wire.ask('MAIL FROM:<a@b>')).toMatch(/^530 /);
    await wire.ask(plain('nagios', 'right'));
    expect(await sendMessage(wire)).toMatch(/^250 /);
    wire.close();
    const { wire: clear } = await greet(rig.port);
    expect(await clear.ask('MAIL FROM:<a@b>')).toMatch(/^530 /);
    clear.close();
  });

  it('answers 421 after five failures of an address, the right password included', async () => {
    const rig = await rigs.start({ certificate, authentication });
    for (let count = 0; count < 5; count++) {
      const { wire } = await greetSecurely(rig.port);
      const user = count % 2 === 0 ? 'nagios' : 'nobody';
      expect(await wire.ask(plain(user, `wrong-${count}`))).toMatch(/^535 5\.7\.8 /);
      wire.close();
    }
    const { wire } = await greetSecurely(rig.port);
    expect(await wire.ask(plain('nagios', 'right'))).toMatch(/^421 /);
    await wire.closed();
    expect(rig.listener.stats().authFailures).toBe(5);
    expect(JSON.stringify(rig.logger.records)).not.toMatch(/wrong-|right/);
  });

  it('checks a password for an unknown name too, and refuses it even when it is right for another', async () => {
    let checks = 0;
    const verify = async (password: string) => {
      checks++;
      return password === 'right';
    };
    const users = [{ user: 'nagios', verify }];
    const rig = await rigs.start({ certificate, authentication: { ...authentication, users } });
    const { wire } = await greetSecurely(rig.port);
    expect(await wire.ask(plain('nobody', 'right'))).toMatch(/^535 /);
    expect(checks).toBe(1);
    wire.close();
  });

  it('keeps passwords out of the refusals, whatever way they come', async () => {
    const rig = await rigs.start({ certificate, authentication });
    const { wire } = await greetSecurely(rig.port);
    const secret = Buffer.from('s3cret').toString('base64');
    await wire.ask('AUTH LOGIN');
    await wire.ask(Buffer.from('nagios').toString('base64'));
    expect(await wire.ask(secret)).toMatch(/^535 /);
    await wire.ask(secret);
    await wire.ask(`AUTH CRAM-MD5 ${secret}`);
    const kept = JSON.stringify([rig.listener.stats().recentRefusals, rig.logger.records]);
    expect(kept).not.toContain(secret);
    expect(kept).not.toContain('s3cret');
    wire.close();
  });

  it('makes the client come again when the check itself fails', async () => {
    const rig = await rigs.start({
      certificate,
      authentication: {
        ...authentication,
        users: [{ user: 'nagios', verify: () => Promise.reject(new Error('store away')) }],
      },
    });
    const { wire } = await greetSecurely(rig.port);
    expect(await wire.ask(plain('nagios', 'right'))).toMatch(/^454 /);
    wire.close();
  });
});

describe('a change of settings while mail flows', () => {
  it('holds for the session at work and for new ones', async () => {
    const rig = await rigs.start();
    const { wire, features } = await greet(rig.port);
    expect(features).not.toMatch(/STARTTLS|AUTH/);
    rig.listener.configure({
      certificate,
      authentication: { ...authentication, clearNetworks: ['127.0.0.0/8'] },
      maxMessageBytes: 1_000,
      policy: { ...DEFAULT_POLICY, acceptedRecipients: ['d'] },
    });
    expect(await wire.ask('EHLO x')).toMatch(/STARTTLS(?:.|\n)*SIZE 1000/);
    expect(await wire.ask('MAIL FROM:<a@b> SIZE=2000')).toMatch(/^552 /);
    expect(await sendMessage(wire)).toMatch(/^250 /);
    wire.close();
    const { wire: secure } = await greetSecurely(rig.port);
    await secure.ask('MAIL FROM:<a@b>');
    expect(await secure.ask('RCPT TO:<c@elsewhere>')).toMatch(/^550 /);
    secure.close();
    rig.listener.configure({
      certificate: null,
      authentication: null,
      policy: { ...DEFAULT_POLICY, allowedNetworks: ['10.0.0.0/8'] },
    });
    expect(await (await openSmtpWire(rig.port)).reply()).toMatch(/^554 /);
  });

  it('that cannot be read changes nothing', async () => {
    const rig = await rigs.start();
    const bad = { maxMessageBytes: 1_000, policy: { ...DEFAULT_POLICY, allowedNetworks: ['x'] } };
    expect(() => rig.listener.configure(bad)).toThrow(expect.objectContaining({ field: 'allowedNetworks' }));
    expect((await greet(rig.port)).features).toContain('SIZE 26214400');
  });
});

describe('settings that cannot be read', () => {
  it.each([
    ['allowedNetworks', { policy: { ...DEFAULT_POLICY, allowedNetworks: ['10.0.0.0/99'] } }],
    ['exemptNetworks', { policy: { ...DEFAULT_POLICY, exemptNetworks: ['here'] } }],
    ['lfOnlyNetworks', { lfOnlyNetworks: ['old-host'] }],
    ['clearNetworks', { authentication: { ...authentication, clearNetworks: ['*'] } }],
    ['certificate', { certificate: { cert: 'no PEM', key: 'no PEM' } }],
  ])('are refused by name: %s', async (field, settings) => {
    await expect(rigs.start(settings)).rejects.toMatchObject({ code: 'invalid_input', field });
  });
});
