import { describe, expect, it } from 'vitest';
import { partsDisagree } from '../../../src-main/engine/ingest/compare-parts.ts';

describe('partsDisagree', () => {
  it.each([
    ['the same words laid out otherwise', 'Host: db01\nState: DOWN', 'Host | db01\nState | DOWN', false],
    [
      'a footer and links in one of them',
      'Disk 91% on db01, see the dashboard for more',
      'Disk 91% on db01, see the dashboard (https://mon/x) for more. Sent by Grafana',
      false,
    ],
    ['an empty HTML part', 'CRITICAL', '', false],
    ['a text that says fine, HTML that says critical', 'all fine', 'CRITICAL disk', true],
    [
      'one word that turns the meaning',
      'Service web on db01 is now in state OK',
      'Service web on db01 is now in state CRITICAL',
      true,
    ],
    ['a warning that only the text holds', 'Service web on db01: CRITICAL', 'Service web on db01', true],
    [
      'a text that only points to the HTML',
      'Your client does not show this message',
      'Disk db01 has 91% used',
      true,
    ],
    ['Persian words that differ', 'همه چیز خوب است', 'سرور از دسترس خارج شد', true],
  ])('judges %s', (_, text, html, expected) => {
    expect(partsDisagree(text, html)).toBe(expected);
  });
});
