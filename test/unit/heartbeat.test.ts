import { expect, it } from 'vitest';
import { beatHeart } from '../../src-main/engine/heartbeat.ts';

const setUp = (url: string, isWell: boolean) => {
  const called: string[] = [];
  const fetch = async (address: string) => {
    called.push(address);
    return new Response('thanks');
  };
  return {
    called,
    beat: () => beatHeart({ url: () => url, isWell: async () => isWell, fetch: fetch as never }),
  };
};

it('calls while all is well', async () => {
  const { called, beat } = setUp('https://hc.example/uuid', true);
  expect(await beat()).toBe(true);
  expect(called).toEqual(['https://hc.example/uuid']);
});

it.each([
  ['something is wrong', 'https://hc.example/uuid', false],
  ['nobody is to be called', '', true],
])('is silent where %s', async (_why, url, isWell) => {
  const { called, beat } = setUp(url, isWell);
  expect(await beat()).toBe(false);
  expect(called).toEqual([]);
});
