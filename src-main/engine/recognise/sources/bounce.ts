/**
 * Delivery status notifications (RFC 3464) of Postfix, Exim, Sendmail and Exchange: a mail that could not be delivered,
 * or is late. What it was about stands in its subject's copy only; who did not get it is what matters here.
 */
import type { MailText } from '../mail-text.ts';
import type { SourceAdapter } from '../source-adapter.ts';
import { groupsOf, toName, toSummary } from './matching.ts';
import { notice } from './outcome.ts';

const subjects =
  /^(?:Undelivered Mail Returned to Sender|Undeliverable: .{0,300}|Mail delivery failed(?:: returning message to sender)?|Delivery Status Notification \((?:Failure|Delay)\)|Delayed Mail \(still being retried\)|Warning: (?:could not send message for past|message \S{1,40} delayed) .{1,60}|Returned mail: .{1,200}|Mail failure.{0,60}|failure notice)$/iu;
const recipient: readonly RegExp[] = [
  /^(?:Final|Original)-Recipient: ?[\w-]{1,20}; ?<?(?<address>[^\s<>;]{3,254})>?/imu,
  /^\s{0,8}<?(?<address>[^\s<>@:;]{1,64}@[^\s<>:;]{1,189})>?(?:: | \(|:?$)/mu,
];
const reporter: readonly RegExp[] = [
  /^Reporting-MTA: ?dns; ?(?<host>\S{1,253})$/imu,
  /^This is the mail system at host (?<host>[\w.-]{1,253}?)\.?$/imu,
  /^Generating server: (?<host>\S{1,253})$/imu,
];

export const bounce: SourceAdapter = {
  source: 'bounce',
  read: (mail) => {
    const { headers } = mail.mail;
    const isOurs =
      headers['x-failed-recipients'] !== undefined ||
      /^multipart\/report\b.{0,200}\bdelivery-status/iu.test(headers['content-type'] ?? '') ||
      (subjects.test(mail.subject) && isFromAMailer(mail));
    if (!isOurs) return null;
    const failed =
      headers['x-failed-recipients']?.split(',')[0] || groupsOf(mail.text, ...recipient)?.address;
    const isLate = /\bdelay(?:ed)?\b|still being retried|could not send message for past/iu.test(
      mail.subject,
    );
    return {
      ...notice('bounce', isLate ? 'low' : 'medium'),
      category: 'service',
      system: 'mail server',
      host: toName(groupsOf(mail.text, ...reporter)?.host) || senderDomain(mail),
      resource: toName(failed),
      condition: isLate ? 'delayed mail' : 'undelivered mail',
      summary: toSummary(failed === undefined ? mail.subject : `${mail.subject}: ${failed}`),
    };
  },
};

const isFromAMailer = (mail: MailText): boolean =>
  mail.envelope.mailFrom === '' ||
  /^(?:mailer-daemon|postmaster|microsoftexchange)/iu.test(mail.mail.from.address);

const senderDomain = (mail: MailText): string => toName(mail.mail.from.address.split('@')[1]);
