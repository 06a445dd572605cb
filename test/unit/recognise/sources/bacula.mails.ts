import type { SourceMails } from './source-mail.ts';

export const baculaMails: SourceMails = {
  source: 'bacula',
  mails: [
    {
      about: 'web',
      subject: 'Bacula: Backup Fatal Error of web01-fd Full',
      text: '22-Nov 02:00 dir JobId 12: Fatal error: Network error\n  JobId:                  12\n  Job:                    nightly-web.2026-11-22_02.00.00_05\n  Client:                 "web01-fd" 13.0.1\n  Termination:            *** Backup Error ***',
      reads: ['problem', 'firing', 'high', 'web01', 'nightly-web'],
      also: { system: 'Bacula' },
    },
    {
      about: 'web',
      subject: 'Bacula: Backup OK -- with warnings of web01-fd Incremental',
      text: '  Job:                    nightly-web.2026-11-23_02.00.00_07\n  Termination:            Backup OK -- with warnings',
      reads: ['problem', 'firing', 'medium', 'web01', 'nightly-web'],
    },
    {
      about: 'web report',
      subject: 'Bacula: Backup OK of web01-fd Incremental',
      text: '  Job:                    nightly-web.2026-11-24_02.00.00_09\n  FD Errors:              0\n  Termination:            Backup OK',
      reads: ['report', 'info', 'info', 'web01', 'nightly-web'],
    },
    {
      about: 'bareos',
      subject: 'Bareos: Backup Canceled of db02-fd Full',
      text: '',
      reads: ['problem', 'firing', 'medium', 'db02', 'db02'],
      also: { system: 'Bareos' },
    },
    {
      about: 'tape',
      subject: 'Bacula: Intervention needed for nightly-db.2026-11-22_02.00.00_05',
      text: 'Please mount append Volume "Tape-3" on Storage Device "LTO"',
      reads: ['problem', 'firing', 'high', '', 'nightly-db'],
    },
    {
      about: 'daemon',
      subject: 'Bacula daemon message',
      text: '22-Nov 10:00 bacula-dir: ERROR in connecting to the catalog',
      from: 'root@backup1.example.net',
      reads: ['problem', 'firing', 'medium', 'backup1.example.net', 'daemon'],
    },
  ],
};
