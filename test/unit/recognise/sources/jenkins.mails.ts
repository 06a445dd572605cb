import type { SourceMails } from './source-mail.ts';

export const jenkinsMails: SourceMails = {
  source: 'jenkins',
  mails: [
    {
      about: 'api',
      subject: 'Build failed in Jenkins: api » main #42',
      headers: { 'x-jenkins-job': 'api/main', 'x-jenkins-result': 'FAILURE', precedence: 'bulk' },
      text: 'See <http://ci.example.net:8080/job/api/job/main/42/display/redirect>\n\nFATAL: critical error in tests',
      reads: ['problem', 'firing', 'medium', 'ci.example.net', 'api/main'],
    },
    {
      about: 'api',
      subject: 'Jenkins build is back to normal : api » main #43',
      headers: { 'x-jenkins-job': 'api/main', 'x-jenkins-result': 'SUCCESS' },
      text: 'See <http://ci.example.net:8080/job/api/job/main/43/>',
      reads: ['recovery', 'resolved', 'info', 'ci.example.net', 'api/main'],
    },
    {
      about: 'web',
      subject: 'Jenkins build is still unstable: web #7',
      text: '',
      reads: ['problem', 'firing', 'medium', '', 'web'],
    },
    {
      about: 'ext',
      subject: 'shop-deploy - Build # 12 - Still Failing!',
      text: 'Check console output at https://ci.example.net/job/shop-deploy/12/ to view the results.',
      reads: ['problem', 'firing', 'medium', 'ci.example.net', 'shop-deploy'],
    },
    {
      about: 'ext',
      subject: 'shop-deploy - Build # 13 - Fixed!',
      text: 'https://ci.example.net/job/shop-deploy/13/',
      reads: ['recovery', 'resolved', 'info', 'ci.example.net', 'shop-deploy'],
    },
  ],
};
