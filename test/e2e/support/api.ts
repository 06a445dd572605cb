/** The server's REST API with a token of its own, to set the scene of a test. */
import type { RunningServer } from './server.ts';

export interface Api {
  post<T = { id: string }>(path: string, body: unknown): Promise<T>;
  patch<T = unknown>(path: string, body: unknown): Promise<T>;
  get<T>(path: string): Promise<T>;
  remove(path: string): Promise<void>;
}

export const signedInApi = async ({
  url,
  username,
  password,
}: Pick<RunningServer, 'url' | 'username' | 'password'>): Promise<Api> => {
  const call = async <T>(method: string, path: string, body?: unknown, token = ''): Promise<T> => {
    const answer = await fetch(`${url}/api/${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return JSON.parse(text) as T;
  };
  const { token } = await call<{ token: string }>('POST', 'auth/login', { username, password });
  return {
    post: (path, body) => call('POST', path, body, token),
    patch: (path, body) => call('PATCH', path, body, token),
    get: (path) => call('GET', path, undefined, token),
    remove: async (path) => {
      await call('DELETE', path, undefined, token);
    },
  };
};
