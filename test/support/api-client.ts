/** Calls the REST API over HTTP as an outside program does: JSON in, JSON out, bearer token. */
import { request } from 'node:http';

export interface ApiAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  /** The parsed body; null where it is no JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  body: any;
}

export interface ApiClient {
  url: string;
  token: string | null;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<ApiAnswer>;
  get(path: string): Promise<ApiAnswer>;
  post(path: string, body?: unknown): Promise<ApiAnswer>;
  patch(path: string, body: unknown): Promise<ApiAnswer>;
  remove(path: string): Promise<ApiAnswer>;
  /** The same client signed in as somebody. Throws where the login is refused. */
  as(username: string, password: string): Promise<ApiClient>;
  /** The same client without a token. */
  anonymous(): ApiClient;
  /** Every answer given so far, as text: for looking for secrets. */
  seen(): readonly string[];
}

/** One request exactly as given: unlike fetch it sends Host, Origin and Sec-Fetch headers as told. */
export const plainRequest = (
  url: string,
  method: string,
  headers: Record<string, string>,
  body?: string,
): Promise<ApiAnswer> =>
  new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers, timeout: 20_000 }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, body: parsed(text) });
      });
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer to ${method} ${url}`)));
    outgoing.on('error', reject);
    outgoing.end(body);
  });

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

export const createApiClient = (url: string, token: string | null = null, seen: string[] = []): ApiClient => {
  const call: ApiClient['call'] = async (method, path, body, headers = {}) => {
    const json = body === undefined ? undefined : JSON.stringify(body);
    const answer = await plainRequest(
      `${url}${path}`,
      method,
      {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(json === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(json)) }),
        ...headers,
      },
      json,
    );
    seen.push(`${JSON.stringify(answer.headers)}\n${answer.text}`);
    return answer;
  };
  return {
    url,
    token,
    call,
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
    patch: (path, body) => call('PATCH', path, body),
    remove: (path) => call('DELETE', path),
    async as(username, password) {
      const answer = await createApiClient(url).post('/api/auth/login', { username, password });
      if (answer.status !== 200) throw new Error(`login as ${username}: ${answer.status} ${answer.text}`);
      return createApiClient(url, answer.body.token, seen);
    },
    anonymous: () => createApiClient(url, null, seen),
    seen: () => seen,
  };
};
