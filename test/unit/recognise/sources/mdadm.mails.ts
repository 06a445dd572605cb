import type { SourceMails } from './source-mail.ts';

const body = (event: string, array: string, mdstat: string, component = ''): string =>
  `This is an automatically generated mail message from mdadm\nrunning on srv01\n\nA ${event} event had been detected on md device ${array}.\n\n${component === '' ? '' : `It could be related to component device ${component}.\n\n`}Faithfully yours, etc.\n\nP.S. The /proc/mdstat file currently contains the following:\n\nPersonalities : [raid1]\n${mdstat}\nunused devices: <none>\n`;
const degraded = 'md0 : active raid1 sdb1[1](F) sda1[0]\n      976630464 blocks super 1.2 [2/1] [U_]\n';
const healthy = 'md0 : active raid1 sdb1[1] sda1[0]\n      976630464 blocks super 1.2 [2/2] [UU]\n';

export const mdadmMails: SourceMails = {
  source: 'mdadm',
  mails: [
    {
      about: 'fail',
      subject: 'Fail event on /dev/md0:srv01',
      text: body('Fail', '/dev/md0', degraded, '/dev/sdb1'),
      reads: ['problem', 'firing', 'critical', 'srv01', '/dev/md0'],
      also: { category: 'storage', summary: 'Fail event on /dev/md0:srv01 (/dev/sdb1)' },
    },
    {
      about: 'fail other disk',
      subject: 'Fail event on /dev/md0:srv01',
      text: body('Fail', '/dev/md0', degraded, '/dev/sdc1'),
      reads: ['problem', 'firing', 'critical', 'srv01', '/dev/md0'],
    },
    {
      about: 'degraded',
      subject: 'DegradedArray event on /dev/md0:srv01',
      text: body('DegradedArray', '/dev/md0', degraded),
      reads: ['problem', 'firing', 'critical', 'srv01', '/dev/md0'],
    },
    {
      about: 'degraded-other',
      subject: 'DegradedArray event on /dev/md/backup:srv01.example.net',
      text: '',
      reads: ['problem', 'firing', 'critical', 'srv01.example.net', '/dev/md/backup'],
    },
    {
      about: 'spares',
      subject: 'SparesMissing event on /dev/md127:srv01',
      text: body('SparesMissing', '/dev/md127', healthy),
      reads: ['problem', 'firing', 'medium', 'srv01', '/dev/md127'],
    },
    {
      about: 'rebuild',
      subject: 'Rebuild40 event on /dev/md0:srv01',
      text: body('Rebuild40', '/dev/md0', degraded),
      reads: ['lifecycle', 'info', 'medium', 'srv01', '/dev/md0'],
    },
    {
      about: 'rebuild',
      subject: 'RebuildFinished event on /dev/md0:srv01',
      text: body('RebuildFinished', '/dev/md0', healthy),
      reads: ['lifecycle', 'info', 'low', 'srv01', '/dev/md0'],
    },
    {
      about: 'test',
      subject: 'TestMessage event on /dev/md0:srv01',
      text: body('TestMessage', '/dev/md0', degraded),
      reads: ['other', 'info', 'info', 'srv01', '/dev/md0'],
    },
  ],
};
