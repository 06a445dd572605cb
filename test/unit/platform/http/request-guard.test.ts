import { describe, expect, it } from 'vitest';
import {
  csrfTokenOf,
  hostNameOf,
  requireCsrfToken,
  requireKnownHost,
  requireOwnOrigin,
} from '../../../../src-main/platform/http/request-guard.ts';

const passes = (run: () => void): boolean => {
  try {
    run();
    return true;
  } catch {
    return false;
  }
};

describe('the Host header', () => {
  const loopback = { boundHost: '127.0.0.1', names: ['alerts.example'] };
  const open = { boundHost: '0.0.0.0', names: [] };

  it.each<[string | undefined, typeof loopback, boolean]>([
    ['127.0.0.1:8025', loopback, true],
    ['localhost:8025', loopback, true],
    ['LOCALHOST', loopback, true],
    ['[::1]:8025', loopback, true],
    ['alerts.example', loopback, true],
    ['Alerts.Example:443', loopback, true],
    ['alerts.example.', loopback, true],
    ['evil.example:8025', loopback, false],
    ['alerts.example.evil.example', loopback, false],
    ['10.0.0.5:8025', loopback, false],
    ['', loopback, false],
    [undefined, loopback, false],
    ['a b', loopback, false],
    ['user@127.0.0.1', loopback, false],
    ['10.0.0.5:8025', open, true],
    ['[fd00::1]', open, true],
    ['mon.lan:8025', open, false],
  ])('%j on %j: %s', (header, rules, expected) => {
    expect(passes(() => requireKnownHost(header, rules))).toBe(expected);
  });

  it('is read without port and brackets', () => {
    expect(hostNameOf('[::1]:80')).toBe('::1');
    expect(hostNameOf('a.b:99999999')).toBe(null);
  });
});

describe('the origin of a request', () => {
  it.each<[Record<string, string>, boolean, boolean]>([
    [{}, true, true],
    [{ origin: 'http://127.0.0.1:8025' }, true, true],
    [{ origin: 'http://127.0.0.1:8025', 'sec-fetch-site': 'same-origin' }, true, true],
    [{ origin: 'http://127.0.0.1:9999' }, true, false],
    [{ origin: 'https://evil.example' }, true, false],
    [{ origin: 'null' }, true, false],
    [{ 'sec-fetch-site': 'cross-site' }, true, false],
    [{ 'sec-fetch-site': 'same-site' }, true, false],
    [{ 'sec-fetch-site': 'none' }, true, false],
    [{ 'sec-fetch-site': 'none' }, false, true],
    [{ 'sec-fetch-site': 'cross-site' }, false, false],
  ])('%j, changing %s: %s', (headers, changes, expected) => {
    expect(passes(() => requireOwnOrigin(headers, '127.0.0.1:8025', changes))).toBe(expected);
  });

  it('knows the default port of the scheme', () => {
    expect(passes(() => requireOwnOrigin({ origin: 'https://a.example' }, 'a.example:443', true))).toBe(true);
  });
});

describe('the token beside the cookie', () => {
  it('is bound to the session', () => {
    expect(passes(() => requireCsrfToken(csrfTokenOf('one'), 'one'))).toBe(true);
    expect(passes(() => requireCsrfToken(csrfTokenOf('other'), 'one'))).toBe(false);
    expect(passes(() => requireCsrfToken(undefined, 'one'))).toBe(false);
    expect(passes(() => requireCsrfToken('', 'one'))).toBe(false);
  });
});
