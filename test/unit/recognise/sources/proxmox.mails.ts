import type { SourceMails } from './source-mail.ts';

export const proxmoxMails: SourceMails = {
  source: 'proxmox',
  mails: [
    {
      about: 'vzdump pve1',
      subject: 'vzdump backup status (pve1.example.net): backup failed: multiple problems',
      text: 'Details\n=======\nVMID    Name    Status    Time     Size         Filename\n100     web     ok        12s      1.2 GiB      /mnt/x.zst\n101     db01    err       3s       0 B\nTotal running time: 15s',
      reads: ['problem', 'firing', 'high', 'pve1.example.net', 'vzdump backup'],
      also: { category: 'backup' },
    },
    {
      about: 'vzdump pve1 report',
      subject: 'vzdump backup status (pve1.example.net): backup successful',
      text: 'Details\n=======\nVMID    Name    Status    Time     Size\n100     web-errors     ok        12s      1.2 GiB\n\nLogs\n====\nINFO: 0 errors, failed 0',
      reads: ['report', 'info', 'info', 'pve1.example.net', 'vzdump backup'],
    },
    {
      about: 'vzdump pve2',
      subject: 'vzdump backup status (pve2) : backup failed: could not activate storage',
      text: 'could not activate storage',
      headers: { 'content-type': 'multipart/alternative' },
      reads: ['problem', 'firing', 'high', 'pve2', 'vzdump backup'],
    },
    {
      about: 'vzdump pve2 guest',
      subject: 'vzdump backup status (pve2) : backup successful',
      text: 'VMID NAME STATUS TIME SIZE FILENAME\n104 mail FAILED 00:00:04 got timeout',
      reads: ['problem', 'firing', 'high', 'pve2', 'vzdump backup'],
      also: { summary: 'vzdump backup status (pve2) : backup successful (104 mail)' },
    },
    {
      about: 'replication 100-0',
      subject: "Replication Job: '100-0' failed",
      text: "Replication job '100-0' with target 'pve2' and schedule '*/15' failed!\n\nLast successful sync: 2026-11-22 10:00:00\nFailure count: 3\n\nError:\ncommand 'zfs snapshot' failed",
      from: 'root@pve1.example.net',
      reads: ['problem', 'firing', 'high', 'pve1.example.net', '100-0'],
    },
    {
      about: 'replication 101-0',
      subject: 'Replication Job: 101-0 failed',
      text: '',
      from: 'root@pve1.example.net',
      reads: ['problem', 'firing', 'high', 'pve1.example.net', '101-0'],
    },
    {
      about: 'replication 104-0',
      subject: 'Replication Job: 104-0 failed - pve3',
      text: '',
      from: 'pve@example.net',
      reads: ['problem', 'firing', 'high', 'pve3', '104-0'],
    },
    {
      about: 'fence',
      subject: "FENCE: Try to fence node 'pve3'",
      text: "The node 'pve3' failed and needs manual intervention.\n\nCurrent fence status: FENCE",
      reads: ['problem', 'firing', 'critical', 'pve3', ''],
    },
    {
      about: 'fence',
      subject: "SUCCEED: fencing: acknowledged - got agent lock for node 'pve3'",
      text: '',
      reads: ['recovery', 'resolved', 'info', 'pve3', ''],
    },
    {
      about: 'updates',
      subject: 'New software packages available (pve1)',
      text: 'The following updates are available:\n\nPackage     Old     New\nopenssl     3.0.14  3.0.15',
      reads: ['report', 'info', 'info', 'pve1', ''],
    },
    {
      about: 'verify',
      subject: "Verify Datastore 'store1' failed",
      text: 'Job ID:    v-1\nDatastore: store1\n\nVerification failed on these snapshots/groups:\n\n  vm/101/2026\n\nPlease visit the web interface for further details:\n\n<https://pbs1.example.net:8007/#pbsServerAdministration:tasks>',
      reads: ['problem', 'firing', 'high', 'pbs1.example.net', 'store1'],
    },
    {
      about: 'gc',
      subject: "Garbage Collect Datastore 'store1' successful",
      text: 'Datastore:            store1\n\nhttps://pbs1.example.net:8007/#DataStore-store1',
      reads: ['report', 'info', 'info', 'pbs1.example.net', 'store1'],
    },
    {
      about: 'sync',
      subject: "Sync remote 'offsite' datastore 'store2' failed",
      text: 'https://pbs1.example.net:8007/#x',
      reads: ['problem', 'firing', 'high', 'pbs1.example.net', 'offsite datastore store2'],
    },
  ],
};
