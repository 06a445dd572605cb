import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findRedisServer } from '../../../src-main/platform/redis-binary.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'alertflow redis binary '));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Answers `--version` as a redis-server of that version does. */
const program = (folder: string, version: string): string => {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'redis-server');
  writeFileSync(
    path,
    `#!/bin/sh\necho "Redis server v=${version} sha=00000000:0 malloc=libc bits=64 build=0"\n`,
  );
  chmodSync(path, 0o755);
  return path;
};

describe('search for redis-server', () => {
  it('finds the one of this machine with its true version', async () => {
    const found = await findRedisServer();
    expect(found).toMatchObject({ path: expect.stringMatching(/^\/.*redis-server$/) });
    expect(found.version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('takes the named one, then the packaged, then the first on the search path', async () => {
    const override = program(join(root, 'named one'), '7.4.6');
    const packaged = program(
      join(root, 'resources', 'redis', `${process.platform}-${process.arch}`),
      '7.2.0',
    );
    const system = program(join(root, 'bin'), '6.2.0');
    program(join(root, 'later'), '8.2.2');
    const resourcesDir = join(root, 'resources');
    const searchPath = `${join(root, 'bin')}:${join(root, 'later')}`;
    expect(await findRedisServer({ override, resourcesDir, searchPath })).toEqual({
      path: override,
      version: '7.4.6',
      source: 'named',
    });
    const second = { path: packaged, version: '7.2.0', source: 'packaged' };
    expect(await findRedisServer({ resourcesDir, searchPath })).toEqual(second);
    const third = { path: system, version: '6.2.0', source: 'system' };
    expect(await findRedisServer({ resourcesDir: root, searchPath })).toEqual(third);
  });

  it('passes over one that is too old and takes a later one', async () => {
    program(join(root, 'a'), '6.0.16');
    const newer = program(join(root, 'b'), '10.0.0');
    const found = await findRedisServer({ searchPath: `${join(root, 'a')}:${join(root, 'b')}` });
    expect(found.path).toBe(newer);
  });

  it('refuses when all are too old, with what was found and what to install', async () => {
    const old = program(join(root, 'a'), '5.0.14');
    const search = findRedisServer({ searchPath: join(root, 'a') });
    await expect(search).rejects.toMatchObject({ code: 'unavailable' });
    await expect(search).rejects.toThrow(`${old}: version 5.0.14 is older than 6.2`);
    await expect(search).rejects.toThrow(/[Ii]nstall/);
  });

  it('refuses a named one that is missing, too old or no Redis, without looking elsewhere', async () => {
    const old = program(join(root, 'a'), '6.0.0');
    for (const override of [join(root, 'missing'), old, '/bin/true']) {
      await expect(findRedisServer({ override })).rejects.toMatchObject({
        code: 'invalid_input',
        field: 'redisServer',
      });
    }
  });

  it('takes the one that was built for the project last of all', async () => {
    const genuine = await findRedisServer();
    const builtDir = join(root, 'built');
    mkdirSync(join(builtDir, 'stable'), { recursive: true });
    symlinkSync(genuine.path, join(builtDir, 'stable', 'redis-server'));
    const found = await findRedisServer({ searchPath: '', builtDir });
    expect(found).toEqual({
      path: join(builtDir, 'stable', 'redis-server'),
      version: genuine.version,
      source: 'built',
    });
  });

  it('fetches and builds nothing by itself', async () => {
    await expect(findRedisServer({ searchPath: '', builtDir: join(root, 'nothing') })).rejects.toThrow(
      'no redis-server',
    );
  });
});
