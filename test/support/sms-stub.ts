/**
 * Kavenegar, Twilio and a gateway of the simple sort on one port, with their real shapes, codes and refusals.
 */
import { smsSegments } from '../../src-main/engine/notify/sms-segments.ts';
import { formOf, json, type Received, type RemoteStub, type Reply, startRemote } from './remote-stub.ts';

export interface SmsStub extends RemoteStub {
  kavenegarKey: string;
  twilioSid: string;
  twilioToken: string;
  gatewayKey: string;
  /** Messages taken, in order. */
  outbox: { to: string; text: string }[];
}

export const kavenegarReply = (status: number, message: string, entries: unknown = null): Reply =>
  json(status, { return: { status, message }, entries });

export const twilioError = (status: number, code: number, message: string): Reply =>
  json(status, { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status });

const maxSegments = 3;

export const startSmsStub = async (): Promise<SmsStub> => {
  const secrets = {
    kavenegarKey: 'KAVE+canary/key=41',
    twilioSid: 'AC00000000000000000000000000000001',
    twilioToken: 'twilio-canary-token',
    gatewayKey: 'gateway canary&key',
  };
  const outbox: { to: string; text: string }[] = [];

  const kavenegar = (received: Received): Reply => {
    const key = decodeURIComponent(received.url.pathname.split('/')[2] ?? '');
    if (received.method !== 'POST') return kavenegarReply(405, 'متد فراخوانی Get یا Post اشتباه می باشد');
    if (key !== secrets.kavenegarKey) return kavenegarReply(403, `کد شناسائی API-Key ${key} معتبر نمی باشد`);
    const form = formOf(received);
    const [receptor, message, sender] = ['receptor', 'message', 'sender'].map(
      (name) => form?.get(name) ?? null,
    );
    if (receptor === null || message === null) return kavenegarReply(400, 'پارامترها ناقص هستند');
    if (message === '') return kavenegarReply(406, 'پارامترهای اجباری خالی ارسال شده اند');
    if (!/^(09\d{9}|00[1-9]\d{6,14})$/.test(String(receptor)))
      return kavenegarReply(411, 'دریافت کننده نامعتبر است');
    if (sender !== null && sender !== '10004346') return kavenegarReply(412, 'ارسال کننده نامعتبر است');
    if (smsSegments(String(message)) > maxSegments)
      return kavenegarReply(413, 'پیام خالی است یا طول آن بیش از حد مجاز');
    outbox.push({ to: String(receptor), text: String(message) });
    const messageid = 8_792_343 + outbox.length;
    const entry = {
      messageid,
      message,
      status: 1,
      statustext: 'در صف ارسال',
      sender,
      receptor,
      date: 1,
      cost: 120,
    };
    return kavenegarReply(200, 'تایید شد', [entry]);
  };

  const twilio = (received: Received): Reply => {
    const credentials = Buffer.from(`${secrets.twilioSid}:${secrets.twilioToken}`).toString('base64');
    if (received.headers.authorization !== `Basic ${credentials}`) {
      return twilioError(401, 20003, `Authenticate ${received.headers.authorization}`);
    }
    if (received.url.pathname !== `/2010-04-01/Accounts/${secrets.twilioSid}/Messages.json`) {
      return twilioError(404, 20404, 'The requested resource was not found');
    }
    const form = formOf(received);
    const [to, text] = [form?.get('To') ?? '', form?.get('Body') ?? ''];
    const senders = ['From', 'MessagingServiceSid'].filter((name) => form?.has(name));
    if (!/^\+[1-9]\d{6,14}$/.test(to)) return twilioError(400, 21211, `The 'To' number ${to} is not valid.`);
    if (senders.length !== 1) return twilioError(400, 21603, "A 'From' phone number is required.");
    if (text === '') return twilioError(400, 21602, 'Message body is required.');
    if (smsSegments(text) > maxSegments)
      return twilioError(400, 21617, 'The concatenated message body exceeds');
    outbox.push({ to, text });
    return json(201, {
      sid: `SM${String(outbox.length).padStart(32, '0')}`,
      status: 'queued',
      to,
      body: text,
    });
  };

  /** Answers 200 to everything, as many do, and says in the body what came of it. */
  const gateway = (received: Received): Reply => {
    const sent: Record<string, unknown> = JSON.parse(received.body);
    if (received.url.searchParams.get('key') !== secrets.gatewayKey) {
      return json(403, { status: 'error', message: `bad key ${received.url.searchParams.get('key')}` });
    }
    if (!/^\d{6,15}$/.test(String(sent.phone))) return json(200, { status: 'error', message: 'bad number' });
    if (typeof sent.text !== 'string' || smsSegments(sent.text) > maxSegments) {
      return json(200, { status: 'error', message: 'bad text' });
    }
    outbox.push({ to: String(sent.phone), text: sent.text });
    return json(200, { status: 'ok', id: outbox.length });
  };

  const handle = (received: Received): Reply => {
    const { pathname } = received.url;
    if (/^\/v1\/[^/]+\/sms\/send\.json$/.test(pathname)) return kavenegar(received);
    if (pathname.startsWith('/2010-04-01/')) return twilio(received);
    if (pathname === '/gateway') return gateway(received);
    return { status: 404, body: 'not found' };
  };

  return { ...(await startRemote(handle)), ...secrets, outbox };
};
