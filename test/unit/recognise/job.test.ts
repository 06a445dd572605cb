import { describe, expect, it } from 'vitest';
import { recognise } from '../../../src-main/engine/recognise/registry.ts';
import { someEnvelope, someMail } from '../../support/alert-input.ts';

type Run = [subject: string, text: string, from?: string];
const read = ([subject, text, from = 'mon@example.net']: Run) =>
  recognise({ ...someMail(subject, text), from: { address: from, display: '' } }, someEnvelope(from));

describe('a run of a job that went well', () => {
  const pairs: [string, Run, Run][] = [
    [
      'vzdump',
      ['vzdump backup status (pve1) : backup failed: job errors', '101 db01 err 00:00:12 0 B'],
      ['vzdump backup status (pve1) : backup successful', '101 db01 ok 00:03:12 1 GB'],
    ],
    [
      'Veeam',
      ['[Failed] Nightly DC01 (1 objects)', 'Veeam Backup'],
      ['[Success] Nightly DC01 (1 objects)', 'Veeam Backup'],
    ],
    [
      'cron',
      [
        'Cron <root@db01> /opt/backup.sh',
        'backup.sh: ERROR: cannot reach the vault',
        'root@db01.example.net',
      ],
      ['Cron <root@db01> /opt/backup.sh', 'backup completed successfully', 'root@db01.example.net'],
    ],
    [
      'replication',
      ['Replication Job: 104-0 failed - pve3', 'Error: timeout'],
      ['Replication Job: 104-0 successful - pve3', ''],
    ],
    [
      'GitLab',
      ['infra | Failed pipeline for main | 5e1c2d3a', '', 'gitlab@git.example.net'],
      ['infra | Successful pipeline for main | 77aa2d3a', '', 'gitlab@git.example.net'],
    ],
    [
      'a tool nobody knows',
      ['borgmatic failed on files2', 'files2: An error occurred\nRepository does not exist.'],
      ['borgmatic finished successfully on files2', 'all fine'],
    ],
    [
      'a wrapper',
      ['[backup01] nightly-pg backup FAILED (exit 2)', 'pg_dump: error: connection refused'],
      ['[backup01] nightly-pg backup OK', '12 GB in 4 min'],
    ],
  ];
  it.each(pairs)('ends what was wrong: %s', (_, failed, done) => {
    const before = read(failed);
    const after = read(done);
    expect(before).toMatchObject({ kind: 'problem', endsJob: false });
    expect(before.job).toMatch(/^[0-9a-f]{32}$/);
    expect(after).toMatchObject({ kind: 'report', endsJob: true, job: before.job });
  });

  const others: [string, Run, Run][] = [
    [
      'another host',
      ['vzdump backup status (pve1) : backup failed', ''],
      ['vzdump backup status (pve2) : backup successful', ''],
    ],
    ['another job', ['[Failed] Nightly DC01', 'Veeam'], ['[Success] Weekly DC01', 'Veeam']],
    [
      'another command',
      ['Cron <root@db01> /opt/backup.sh', 'ERROR: cannot reach the vault'],
      ['Cron <root@db01> /opt/rotate.sh', 'completed successfully'],
    ],
    [
      'another plan',
      ['Backup failed on FIN-PC-07', 'Plan: System\nDevice: FIN-PC-07'],
      ['Backup completed on FIN-PC-07', 'Plan: Documents\nDevice: FIN-PC-07'],
    ],
    [
      'another sender',
      ['nightly backup failed', 'x', 'a@one.example'],
      ['nightly backup finished', 'x', 'a@two.example'],
    ],
    [
      'another tool',
      ['vzdump backup status (pve1) : backup failed', ''],
      ['Backup of pve1 completed', 'Host: pve1'],
    ],
    [
      'another branch',
      ['infra | Failed pipeline for main | 5e1c2d3a', '', 'gitlab@git.example.net'],
      ['infra | Successful pipeline for develop | 77aa2d3a', '', 'gitlab@git.example.net'],
    ],
  ];
  it.each(others)('ends nothing of %s', (_, failed, done) => {
    const before = read(failed);
    const after = read(done);
    expect(before.job === '' || before.job !== after.job).toBe(true);
  });

  it.each<[string, Run]>([
    ['went wrong in part', ['nightly backup of db01 partially completed', 'Host: db01']],
    ['was skipped', ['[backup01] nightly-pg backup skipped', '']],
    ['has warnings', ['[Warning] Nightly DC01 (1 objects)', 'Veeam Backup completed']],
    ['is no run', ['New software packages available (pve1)', 'completed']],
  ])('is not one that %s', (_, mail) => {
    expect(read(mail).endsJob).toBe(false);
  });
});
