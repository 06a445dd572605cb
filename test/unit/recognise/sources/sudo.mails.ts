import type { SourceMails } from './source-mail.ts';

export const sudoMails: SourceMails = {
  source: 'sudo',
  mails: [
    {
      about: 'bob',
      subject: '*** SECURITY information for vm7 ***',
      text: 'vm7 : Nov 22 14:53:26 : bob : user NOT in sudoers ; TTY=pts/0 ; PWD=/home/bob ; USER=root ; COMMAND=/usr/bin/cat /etc/shadow\n',
      reads: ['problem', 'firing', 'high', 'vm7', 'bob'],
      also: { category: 'security' },
    },
    {
      about: 'eve',
      subject: '*** SECURITY information for vm7 ***',
      text: 'vm7 : Nov 22 14:53:26 : eve : 3 incorrect password attempts ; PWD=/ ; USER=root ; COMMAND=/bin/sh\n',
      reads: ['problem', 'firing', 'high', 'vm7', 'eve'],
    },
    {
      about: 'eve',
      subject: '*** SECURITY information for vm7 ***',
      text: 'vm7 : Nov 23 01:53:26 : eve : 1 incorrect password attempts ; PWD=/tmp ; USER=root ; COMMAND=/bin/ls\n',
      reads: ['problem', 'firing', 'high', 'vm7', 'eve'],
    },
  ],
};
