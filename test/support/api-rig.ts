/** The real engine with its real HTTP server on a real Redis, one administrator and one operator signed in. */
import { ensureAdministrator } from '../../src-main/engine/api/first-administrator.ts';
import { createPasswords } from '../../src-main/engine/api/passwords.ts';
import {
  createHttpServer,
  type HttpServer,
  type HttpServerOptions,
} from '../../src-main/platform/http/http-server.ts';
import { type ApiClient, createApiClient } from './api-client.ts';
import { type EngineRig, type RigOptions, startEngine } from './engine-rig.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';

export const adminPassword = 'correct horse battery';
export const operatorPassword = 'operator staple battery';

export interface ApiRig extends Omit<EngineRig, 'remove'> {
  redis: RedisServer;
  http: HttpServer;
  url: string;
  port: number;
  admin: ApiClient;
  operator: ApiClient;
  anonymous: ApiClient;
  /** The version of the configuration: unchanged where nothing was changed. */
  configVersion(): number;
  remove(): Promise<void>;
}

export const startApi = async (
  options: { http?: Partial<HttpServerOptions>; engine?: Partial<RigOptions> } = {},
): Promise<ApiRig> => {
  const redis = await startRedisServer();
  const rig = await startEngine({ redisUrl: redis.url, ...options.engine });
  const passwords = createPasswords();
  await ensureAdministrator(rig.services, passwords, adminPassword);
  const http = createHttpServer(rig.services, passwords, {
    host: '127.0.0.1',
    port: 0,
    tls: null,
    behindProxy: false,
    allowedHosts: [],
    ...options.http,
  });
  const { url, port } = await http.start();
  const anonymous = createApiClient(url);
  const admin = await anonymous.as('admin', adminPassword);
  await admin.post('/api/users', { username: 'op', password: operatorPassword, role: 'operator' });
  const operator = await anonymous.as('op', operatorPassword);
  const { remove, ...rest } = rig;
  return {
    ...rest,
    redis,
    http,
    url,
    port,
    admin,
    operator,
    anonymous,
    configVersion: () => rig.services.config.current().version,
    async remove() {
      await http.stop();
      await remove();
      await redis.stop();
    },
  };
};
