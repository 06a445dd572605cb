import type { SourceMails } from './source-mail.ts';

export const gitlabMails: SourceMails = {
  source: 'gitlab',
  mails: [
    {
      about: 'main',
      subject: 'shop | Failed pipeline for main | 5e1c2d3a',
      headers: {
        'x-gitlab-project': 'shop',
        'x-gitlab-project-path': 'web/shop',
        'x-gitlab-pipeline-status': 'failed',
      },
      text: 'Pipeline #4312 has failed!\n\nProject: Shop ( https://git.example.net/web/shop )\nBranch: main ( https://git.example.net/web/shop/-/commits/main )\nPipeline #4312 triggered by Jo\nhad 1 failed job.',
      reads: ['problem', 'firing', 'medium', 'git.example.net', 'web/shop'],
      also: { category: 'service' },
    },
    {
      about: 'main',
      subject: 'shop | Fixed pipeline for main | 77aa0011',
      headers: { 'x-gitlab-project': 'shop', 'x-gitlab-project-path': 'web/shop' },
      text: 'Pipeline has been fixed!\nhttps://git.example.net/web/shop',
      reads: ['recovery', 'resolved', 'info', 'git.example.net', 'web/shop'],
    },
    {
      about: 'branch',
      subject: 'web/shop | Pipeline #4313 has failed for fix/cart | 12ab34cd',
      text: 'Your pipeline has failed.\nhttps://git.example.net/web/shop',
      reads: ['problem', 'firing', 'medium', 'git.example.net', 'web/shop'],
    },
    {
      about: 'report',
      subject: 'shop | Successful pipeline for main | 77aa0011',
      display: 'GitLab',
      text: '',
      reads: ['report', 'info', 'info', '', 'shop'],
    },
  ],
};
