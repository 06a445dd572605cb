import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src-main/engine/errors.ts';
import { describeTarget, parseRedisUrl } from '../../../src-main/engine/store/redis-url.ts';

describe('Redis URL', () => {
  it.each([
    ['redis://redis.lan', { kind: 'server', address: { host: 'redis.lan', port: 6379 }, tls: false, db: 0 }],
    ['redis://h:7000/3', { kind: 'server', address: { host: 'h', port: 7000 }, tls: false, db: 3 }],
    [
      'rediss://app:p%40ss%2F@[2001:db8::1]:6380/',
      {
        kind: 'server',
        address: { host: '2001:db8::1', port: 6380 },
        tls: true,
        db: 0,
        username: 'app',
        password: 'p@ss/',
      },
    ],
    [
      'redis://:secret@h',
      { kind: 'server', address: { host: 'h', port: 6379 }, tls: false, db: 0, password: 'secret' },
    ],
    ['unix:///run/my%20redis.sock?db=2', { kind: 'socket', path: '/run/my redis.sock', db: 2 }],
    ['unix://:pw@/run/redis.sock', { kind: 'socket', path: '/run/redis.sock', db: 0, password: 'pw' }],
    [
      'redis+sentinel://u:p@s1:1,s2/mymaster/4',
      {
        kind: 'sentinel',
        sentinels: [
          { host: 's1', port: 1 },
          { host: 's2', port: 26379 },
        ],
        master: 'mymaster',
        tls: false,
        db: 4,
        username: 'u',
        password: 'p',
      },
    ],
    [
      'REDIS+CLUSTER://a:1,[::1]:2',
      {
        kind: 'cluster',
        nodes: [
          { host: 'a', port: 1 },
          { host: '::1', port: 2 },
        ],
        tls: false,
      },
    ],
  ])('reads %s', (url, target) => {
    expect(parseRedisUrl(url)).toEqual(target);
  });

  it.each([
    'http://h',
    'redis://',
    'redis://h:0',
    'redis://h:70000',
    'redis://h/abc',
    'redis://h/1/2',
    'redis://h?db=1',
    'redis://a,b',
    'redis://h o/1',
    'redis://:%zz@h',
    'unix://run/redis.sock',
    'unix:///a?x=1',
    'redis+sentinel://s1',
    'redis+sentinel://s1,/m',
    'redis+cluster://a/1',
    '',
  ])('refuses %j and names what is allowed', (url) => {
    expect(() => parseRedisUrl(url)).toThrow(AppError);
    expect(() => parseRedisUrl(url)).toThrow(/Allowed: redis:/);
  });

  it('repeats nothing of a refused URL', () => {
    for (const url of ['redis://u:hunter2hunter2@h:99999', 'hunter2hunter2', 'redis://hunter2hunter2/x@h']) {
      expect(refusalOf(url)).toMatch(/Allowed/);
      expect(refusalOf(url)).not.toContain('hunter2');
    }
  });

  it('describes a target without its login', () => {
    const url = 'redis+sentinel://bob:hunter2@s1,s2:5/m/1';
    expect(describeTarget(parseRedisUrl(url))).toBe('redis+sentinel://s1:26379,s2:5/m/1');
  });
});

const refusalOf = (url: string): string => {
  try {
    return `accepted as ${describeTarget(parseRedisUrl(url))}`;
  } catch (error) {
    return String(error);
  }
};
