import type { SourceMails } from './source-mail.ts';

export const azureMonitorMails: SourceMails = {
  source: 'azure-monitor',
  mails: [
    {
      about: 'cpu',
      subject:
        'Fired:Sev1 Azure Monitor Alert cpu-high on vm-prod-1 ( microsoft.compute/virtualmachines ) at 11/22/2026 10:00:00 AM',
      text: '',
      reads: ['problem', 'firing', 'high', 'vm-prod-1', 'cpu-high'],
    },
    {
      about: 'cpu',
      subject:
        'Resolved:Sev1 Azure Monitor Alert cpu-high on vm-prod-1 ( microsoft.compute/virtualmachines ) at 11/22/2026 10:20:00 AM',
      text: '',
      reads: ['recovery', 'resolved', 'info', 'vm-prod-1', 'cpu-high'],
    },
    {
      about: 'disk',
      subject:
        'Fired:Sev3 Azure Monitor Alert disk on vm-prod-2 ( microsoft.compute/virtualmachines ) at 11/22/2026',
      text: '',
      reads: ['problem', 'firing', 'info', 'vm-prod-2', 'disk'],
    },
  ],
};
