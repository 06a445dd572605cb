/** Mails as monitoring tools write them, each about a host of its own. */
const shapes = [
  (host: string) => ({
    subject: `PROBLEM: Disk space on ${host}`,
    body: `Trigger: Disk space is low on ${host}\nTrigger status: PROBLEM\nTrigger severity: High\nHost: ${host}\n`,
  }),
  (host: string) => ({
    subject: `** PROBLEM Service Alert: ${host}/HTTP is CRITICAL **`,
    body: `***** Nagios *****\n\nNotification Type: PROBLEM\n\nService: HTTP\nHost: ${host}\nState: CRITICAL\n\nConnection refused\n`,
  }),
  (host: string) => ({
    subject: `backup of ${host} failed`,
    body: `The nightly backup of ${host} ended with an error.\nSee the log there.\n`,
  }),
  (host: string) => ({
    subject: `Cron <root@${host}> /usr/local/bin/rotate`,
    body: `rotate: cannot open the archive of ${host}: permission denied\n`,
  }),
] as const;

const filler = 'The service answered slowly and was looked at again by its own watcher.\n';

/** The whole message, lines ended by CRLF. `sizeBytes` is about how large it becomes. */
export const mailFor = (marker: string, sizeBytes: number): Buffer => {
  const shape = shapes[marker.charCodeAt(marker.length - 1) % shapes.length] ?? shapes[0];
  const { subject, body } = shape(`host-${marker}`);
  const fill = filler.repeat(Math.max(0, Math.ceil((sizeBytes - body.length - 300) / filler.length)));
  const text = `From: Monitor <monitor@example.net>\nTo: ops@example.net\nSubject: ${subject}\nMessage-ID: <${marker}@client.example>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n${body}${fill}`;
  return Buffer.from(text.replaceAll('\n', '\r\n'));
};
