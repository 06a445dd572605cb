import type { Envelope, ParsedMail } from '../message.ts';

const subject = '** PROBLEM Service Alert: db01.example.com/Disk /var is CRITICAL **';
const text = `Notification Type: PROBLEM

Service: Disk /var
Host: db01.example.com
State: CRITICAL

Additional Info:

DISK CRITICAL - free space: /var 412 MiB (2%)
`;

/** The mail that a provider's test analyses; invented, so that it may be sent anywhere. */
export const sampleMail = (now: number): { mail: ParsedMail; envelope: Envelope } => ({
  mail: {
    from: { address: 'monitoring@example.com', display: 'Monitoring' },
    to: ['oncall@example.com'],
    subject,
    otherSubjects: [],
    messageId: null,
    date: now,
    headers: {},
    text,
    textFrom: 'text',
    html: null,
    attachments: [],
    notes: [],
    degraded: false,
  },
  envelope: {
    id: 'sample',
    nodeId: 'sample',
    receivedAt: now,
    remoteAddress: '127.0.0.1',
    helo: 'example.com',
    mailFrom: 'monitoring@example.com',
    rcptTo: ['oncall@example.com'],
    secure: false,
    user: null,
    sizeBytes: text.length,
    digest: '',
  },
});
