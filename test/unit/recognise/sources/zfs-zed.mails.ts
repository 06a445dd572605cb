import type { SourceMails } from './source-mail.ts';

const scrub = (host: string, pool: string, status: string): string =>
  `ZFS has finished a scrub:\n\n   eid: 41\n class: scrub_finish\n  host: ${host}\n  time: 2026-11-08 02:10:44+0100\n  pool: ${pool}\n${status}`;

const healthy =
  ' state: ONLINE\n  scan: scrub repaired 0B in 01:46:42 with 0 errors on Sun Nov  8 02:10:44 2026\nconfig:\n\n\tNAME        STATE     READ WRITE CKSUM\n\ttank        ONLINE       0     0     0\n\t  mirror-0  ONLINE       0     0     0\n\t    sda     ONLINE       0     0     0\n\t    sdb     ONLINE       0     0     0\n\nerrors: No known data errors\n';
const oldFeatures = `status: Some supported features are not enabled on the pool. The pool can\n\tstill be used, but some features are unavailable.\naction: Enable all features using 'zpool upgrade'.\n${healthy}`;
const degraded =
  ' state: DEGRADED\nstatus: One or more devices could not be used because the label is missing or\n\tinvalid.  Sufficient replicas exist for the pool to continue\n\tfunctioning in a degraded state.\n  scan: scrub repaired 0B in 02:00:00 with 0 errors on Sun Nov  8 02:10:44 2026\nconfig:\n\n\tNAME        STATE     READ WRITE CKSUM\n\ttank        DEGRADED     0     0     0\n\t  mirror-0  DEGRADED     0     0     0\n\t    sda     ONLINE       0     0     0\n\t    9123    UNAVAIL      0     0     0  was /dev/sdb1\n\nerrors: No known data errors\n';
const checksums =
  ' state: ONLINE\nstatus: One or more devices has experienced an unrecoverable error.  An\n\tattempt was made to correct the error.  Applications are unaffected.\n  scan: scrub repaired 128K in 02:00:00 with 0 errors on Sun Nov  8 02:10:44 2026\nconfig:\n\n\tNAME        STATE     READ WRITE CKSUM\n\ttank        ONLINE       0     0     0\n\t  sda       ONLINE       0     0    12\n\nerrors: No known data errors\n';
const lost =
  " state: ONLINE\n  scan: scrub repaired 0B in 02:00:00 with 7 errors on Sun Nov  8 02:10:44 2026\nerrors: 7 data errors, use '-v' for a list\n";

export const zfsZedMails: SourceMails = {
  source: 'zfs-zed',
  mails: [
    {
      about: 'scrub',
      subject: 'ZFS scrub_finish event for tank on fs02',
      text: scrub('fs02', 'tank', healthy),
      reads: ['report', 'info', 'info', 'fs02', 'tank'],
      also: { category: 'storage', severityFloor: 'info' },
    },
    {
      about: 'scrub',
      subject: 'ZFS scrub_finish event for tank on fs02',
      text: scrub('fs02', 'tank', oldFeatures),
      reads: ['report', 'info', 'info', 'fs02', 'tank'],
    },
    {
      about: 'health',
      subject: 'ZFS scrub_finish event for tank on fs02',
      text: scrub('fs02', 'tank', degraded),
      reads: ['problem', 'firing', 'critical', 'fs02', 'tank'],
      also: { severityFloor: 'critical' },
    },
    {
      about: 'health',
      subject: 'ZFS resilver_finish event for tank on fs02',
      text: scrub('fs02', 'tank', checksums),
      reads: ['problem', 'firing', 'high', 'fs02', 'tank'],
    },
    {
      about: 'health-other',
      subject: 'ZFS scrub_finish event for backup on fs02',
      text: scrub('fs02', 'backup', lost),
      reads: ['problem', 'firing', 'critical', 'fs02', 'backup'],
    },
    {
      about: 'fault',
      subject: 'ZFS device fault for pool tank on fs02',
      text: 'The number of I/O errors associated with a ZFS device exceeded\nacceptable levels. ZFS has marked the device as faulted.\n\n impact: Fault tolerance of the pool may be compromised.\n    eid: 12\n  class: statechange\n  state: FAULTED\n   host: fs02\n   time: 2026-11-22 10:00:00+0000\n  vpath: /dev/disk/by-id/ata-X-part1\n   pool: tank',
      reads: ['problem', 'firing', 'critical', 'fs02', 'tank /dev/disk/by-id/ata-X-part1'],
    },
    {
      about: 'data',
      subject: 'ZFS checksum error for tank on fs02',
      text: 'ZFS has detected a checksum error:\n\n   eid: 9\n class: checksum\n  host: fs02\n  pool: tank',
      reads: ['problem', 'firing', 'high', 'fs02', 'tank'],
    },
    {
      about: 'trim',
      subject: 'ZFS trim_finish event for tank on fs02',
      text: 'ZFS has finished a trim:\n\n   eid: 2\n class: trim_finish\n  host: fs02',
      reads: ['report', 'info', 'info', 'fs02', 'tank'],
    },
  ],
};
