/**
 * The tests' own `test`: a real server, a page that is signed in, and a watch for what must never happen: a violation of
 * the content security policy, an uncaught error, a word that stands in no locale file.
 */
import { type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import { type MailToSend, sendMail } from '../../support/send-mail.ts';
import { type RunningServer, startServer } from './server.ts';
import { startWindowServer, type WindowServer } from './window-server.ts';

export { expect };

export interface Look {
  language: 'en' | 'fa';
  scheme: 'light' | 'dark';
}
/** Each language and each scheme; `seriousFindings` looks at the other colours, too. */
export const looks: readonly Look[] = [
  { language: 'en', scheme: 'light' },
  { language: 'fa', scheme: 'dark' },
];

interface WorkerFixtures {
  /** Where the console is shown: in a browser, or in the desktop app's window over its message port. */
  shell: 'browser' | 'window';
  /** The server of a spec file. The worker goes on to the next file, which gets a new one: no file finds another's alerts. */
  serverOf: (file: string) => Promise<RunningServer>;
}

interface Fixtures {
  /** Makes the pages windows of the desktop app where they are to be. */
  inShell: undefined;
  /** One for all tests of a file; `server.restart()` keeps its data. Also for `beforeAll`. */
  server: RunningServer;
  /** Whether a server on which nothing is set up leads to the first steps by itself. */
  showsFirstSteps: boolean;
  /** What went wrong in the page so far. Checked at the end of each test; empty it where something is expected. */
  mishaps: string[];
  /** Signed in as the administrator. */
  signedIn: Page;
  /** Chooses language and colours for the pages opened after it. */
  look: (look: Look) => Promise<void>;
  /** Through the real SMTP port. Answers the id. */
  mail: (mail: MailToSend) => Promise<string>;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  shell: ['browser', { option: true, scope: 'worker' }],
  serverOf: [
    async ({ shell }, use) => {
      let running = null as { file: string; server: RunningServer } | null;
      await use(async (file) => {
        if (running?.file !== file) {
          await running?.server.stop();
          running = null;
          running = { file, server: shell === 'window' ? await startWindowServer() : await startServer() };
        }
        return running.server;
      });
      await running?.server.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  server: async ({ serverOf }, use, { file }) => use(await serverOf(file)),
  baseURL: async ({ server }, use) => use(server.url),

  inShell: [
    async ({ context, server }, use) => {
      if ('attach' in server) await (server as WindowServer).attach(context);
      await use(undefined);
    },
    { auto: true },
  ],

  showsFirstSteps: [false, { option: true }],

  mishaps: [
    async ({ context, showsFirstSteps }, use) => {
      if (!showsFirstSteps) await context.addInitScript(dismissFirstSteps);
      const mishaps: string[] = [];
      await watch(context, mishaps);
      await use(mishaps);
      expect(mishaps).toEqual([]);
    },
    { auto: true },
  ],

  signedIn: async ({ page, context, server }, use) => {
    await signIn(context, server);
    await page.goto('/');
    await expect(page.getByRole('main')).toBeVisible();
    await use(page);
  },

  look: async ({ context }, use) => {
    await use(async ({ language, scheme }) => {
      await context.addInitScript(
        ([language, scheme]) => {
          // Pages that are none of ours have no storage.
          if (!location.protocol.startsWith('http')) return;
          localStorage.setItem('alertflow-preferences', JSON.stringify({ language }));
          localStorage.setItem('mantine-color-scheme-value', scheme);
        },
        [language, scheme] as const,
      );
    });
  },

  mail: async ({ server }, use) => {
    await use((mail) => sendMail(server.smtpPort, mail));
  },
});

const dismissFirstSteps = (): void => {
  if (!location.protocol.startsWith('http')) return;
  if (localStorage.getItem('alertflow-first-run') !== null) return;
  localStorage.setItem('alertflow-first-run', JSON.stringify({ isDismissed: true }));
};

/** Through the API, so that a test of something else does not spend its time on the form. */
export const signIn = async (
  context: BrowserContext,
  { url, username, password }: Pick<RunningServer, 'url' | 'username' | 'password'>,
): Promise<void> => {
  const answer = await context.request.post(`${url}/api/auth/login`, { data: { username, password } });
  expect(answer.status()).toBe(200);
};

const watch = async (context: BrowserContext, mishaps: string[]): Promise<void> => {
  await context.exposeFunction('reportMishap', (what: string) => void mishaps.push(what));
  await context.addInitScript(() => {
    const { reportMishap } = window as unknown as { reportMishap: (what: string) => void };
    document.addEventListener('securitypolicyviolation', (event) => {
      reportMishap(`policy ${event.effectiveDirective} broken by ${event.blockedURI} at ${event.sourceFile}`);
    });
  });
  context.on('weberror', (error) => void mishaps.push(`uncaught: ${error.error().message}`));
  context.on('console', (message) => {
    if (/i18next.*missing|no words for|Warning:|Minified React error/i.test(message.text())) {
      mishaps.push(`console: ${message.text()}`);
    }
  });
};
