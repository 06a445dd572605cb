import type { SourceMails } from './source-mail.ts';

export const unattendedUpgradesMails: SourceMails = {
  source: 'unattended-upgrades',
  mails: [
    {
      about: 'ok',
      subject: 'unattended-upgrades result for nuc1: SUCCESS',
      text: 'Unattended upgrade result: All upgrades installed\n\nPackages that were upgraded:\n linux-firmware\n',
      reads: ['report', 'info', 'info', 'nuc1', 'unattended-upgrades'],
    },
    {
      about: 'ok',
      subject: '[package on hold][reboot required] unattended-upgrades result for nuc1: SUCCESS',
      text: 'Unattended upgrade result: All upgrades installed\n\nWarning: A reboot is required to complete this upgrade, or a previous one.\n',
      reads: ['report', 'info', 'low', 'nuc1', 'unattended-upgrades'],
    },
    {
      about: 'bad',
      subject: '[package on hold] unattended-upgrades result for nuc1: FAILURE',
      text: 'Unattended upgrade result: Lock could not be acquired\n',
      reads: ['problem', 'firing', 'high', 'nuc1', 'unattended-upgrades'],
    },
    {
      about: 'old',
      subject: "unattended-upgrades result for 'lucid7': 'True'",
      text: 'Unattended upgrade returned: True',
      reads: ['report', 'info', 'info', 'lucid7', 'unattended-upgrades'],
    },
  ],
};
