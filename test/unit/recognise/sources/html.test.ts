import { describe, expect, it } from 'vitest';
import { mimeToMail } from '../../../../src-main/engine/ingest/mime-to-mail.ts';
import type { Facts } from '../../../../src-main/engine/recognise/facts.ts';
import { recognise } from '../../../../src-main/engine/recognise/registry.ts';
import { someEnvelope } from '../../../support/alert-input.ts';

const read = async (subject: string, html: string): Promise<Facts> => {
  const head = `From: mon@example.net\r\nSubject: ${subject}\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8`;
  return recognise(await mimeToMail(Buffer.from(`${head}\r\n\r\n${html}`)), someEnvelope());
};

const row = (...cells: string[]): string => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
const table = (...rows: string[]): string => `<table>${rows.join('')}</table>`;

describe('mails that are HTML alone', () => {
  it('give the alerts of a Grafana group with their labels', async () => {
    const instance = (host: string, severity: string): string =>
      table(
        row('Firing', 'HighCPU', '<a href="https://g.example.net/alerting/grafana/a/view">View alert</a>'),
      ) + table(row('alertname', 'HighCPU'), row('instance', host), row('severity', severity));
    const facts = await read(
      '[FIRING:2] HighCPU Infra',
      `<h3>2 firing instances</h3>${instance('web01:9100', 'critical')}${instance('web02:9100', 'warning')}`,
    );
    expect(facts).toMatchObject({ source: 'grafana', severity: 'critical', host: 'web01:9100, web02:9100' });
    expect(facts.parts.map(({ host, statedSeverity }) => [host, statedSeverity])).toEqual([
      ['web01:9100', 'critical'],
      ['web02:9100', 'medium'],
    ]);
    expect(new Set(facts.parts.map(({ fingerprint }) => fingerprint)).size).toBe(2);
  });

  it('give what is new and what is over of TrueNAS', async () => {
    const facts = await read(
      'TrueNAS nas01: Alerts',
      'TrueNAS @ nas01<br><br>New alerts:\n<ul><li>Pool tank state is DEGRADED: One or more devices is gone.</li></ul>The following alert has been cleared:\n<ul><li>Device: /dev/sda, 2 offline sectors</li></ul>',
    );
    expect(facts).toMatchObject({ source: 'truenas', severity: 'critical', host: 'nas01', resource: 'tank' });
    expect(facts.parts.map(({ state, resource }) => [state, resource])).toEqual([
      ['firing', 'tank'],
      ['resolved', '/dev/sda'],
    ]);
  });

  it('give the guests whose backup failed behind a success of Proxmox', async () => {
    const facts = await read(
      'vzdump backup status (pve1): backup successful',
      table(row('VMID', 'Name', 'Status'), row('100', 'web', 'ok'), row('101', 'db01', 'err')),
    );
    expect(facts).toMatchObject({ kind: 'problem', severity: 'high', host: 'pve1' });
    expect(facts.summary).toContain('101 db01');
  });

  it('give device and sensor of PRTG, and the only object of a Veeam job', async () => {
    expect(
      await read(
        '[PRTG Network Monitor (M)] core switch Disk Free Down (x)',
        `${table(row('Device', 'core switch'), row('Sensor', 'Disk Free'))}PRTG`,
      ),
    ).toMatchObject({ host: 'core switch', resource: 'Disk Free', severity: 'critical' });
    expect(
      await read(
        '[Failed] Nightly (1 objects)',
        table(row('Name', 'Status'), row('fs-main', 'Failed', '10:00')),
      ),
    ).toMatchObject({ source: 'veeam', host: 'fs-main', resource: 'Nightly', severity: 'high' });
  });
});
