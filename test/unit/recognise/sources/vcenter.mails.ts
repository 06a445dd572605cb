import type { SourceMails } from './source-mail.ts';

export const vcenterMails: SourceMails = {
  source: 'vcenter',
  mails: [
    {
      about: 'host',
      subject: '[VMware vCenter - Alarm alarm.HostConnectionStateAlarm] changed status from Green to Red',
      text: 'Target: esx01.example.net\nPrevious Status: Green\nNew Status: Red\n\nAlarm Definition:\n([Red state Is equal to disconnected])\n',
      reads: ['problem', 'firing', 'critical', 'esx01.example.net', 'HostConnectionStateAlarm'],
      also: { category: 'virtualization' },
    },
    {
      about: 'host',
      subject: '[VMware vCenter - Alarm alarm.HostConnectionStateAlarm] changed status from Red to Green',
      text: 'Target: esx01.example.net\nPrevious Status: Red\nNew Status: Green\n',
      reads: ['recovery', 'resolved', 'info', 'esx01.example.net', 'HostConnectionStateAlarm'],
    },
    {
      about: 'datastore',
      subject: '[VMware vCenter - Alarm Datastore usage on disk] changed status from Green to Yellow',
      text: 'Target: ds-ssd-2\nPrevious Status: Green\nNew Status: Yellow\n',
      reads: ['problem', 'firing', 'medium', 'ds-ssd-2', 'Datastore usage on disk'],
    },
    {
      about: 'event',
      subject: '[VMware vCenter - Alarm Cannot connect to storage] Lost connectivity to storage device naa.1',
      text: 'Target: esx02.example.net\n',
      reads: ['problem', 'firing', 'high', 'esx02.example.net', 'Cannot connect to storage'],
    },
  ],
};
