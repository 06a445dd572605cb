/** The console's files under `app://alertflow/`: an origin of its own, with the policy the HTTP console has, and no other host. */
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { protocol } from 'electron';

export const appScheme = 'app';
export const appHost = 'alertflow';
export const appUrl = `${appScheme}://${appHost}/index.html`;

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json; charset=utf-8',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.txt': 'text/plain; charset=utf-8',
};

const contentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const headers = {
  'content-security-policy': contentPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-cache',
};

/** Before Electron is ready. */
export const registerAppScheme = (): void => {
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
};

/** After Electron is ready. `consoleDir`: the built console. */
export const serveAppScheme = (consoleDir: string): void => {
  protocol.handle(appScheme, (request) => answer(consoleDir, request.method, request.url));
};

/** True for pages of the console itself. */
export const isAppUrl = (url: string): boolean => {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  return (
    parsed !== null &&
    parsed.protocol === `${appScheme}:` &&
    parsed.host === appHost &&
    parsed.username === '' &&
    parsed.password === ''
  );
};

const answer = async (consoleDir: string, method: string, url: string): Promise<Response> => {
  if (!isAppUrl(url)) return refusal(404);
  if (method !== 'GET' && method !== 'HEAD') return refusal(405);
  const path = fileOf(consoleDir, url);
  if (path === null) return refusal(404);
  try {
    const content = await readFile(path);
    const type = contentTypes[extname(path)] ?? 'application/octet-stream';
    return new Response(method === 'HEAD' ? null : new Uint8Array(content), {
      headers: { ...headers, 'content-type': type },
    });
  } catch {
    // Missing, or no file.
    return refusal(404);
  }
};

/** Null for what would lead out of the folder. */
const fileOf = (consoleDir: string, url: string): string | null => {
  let path: string;
  try {
    path = decodeURIComponent(new URL(url).pathname);
  } catch {
    return null;
  }
  if (path.includes('\0') || path.includes('\\')) return null;
  const file = normalize(join(consoleDir, path === '/' ? 'index.html' : path));
  return file.startsWith(`${normalize(consoleDir)}${sep}`) ? file : null;
};

const refusal = (status: number): Response => new Response(null, { status, headers });
