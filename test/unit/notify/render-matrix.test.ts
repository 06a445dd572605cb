import { describe, expect, it } from 'vitest';
import {
  matrixEventMaxBytes,
  renderMatrix,
  renderMatrixEdit,
} from '../../../src-main/engine/notify/render-matrix.ts';
import { readMatrixHtml } from '../../support/matrix-html-reader.ts';
import { aNotification } from '../../support/notification-fixture.ts';

const worst = 'a.b"& '.repeat(2_000);
const huge = aNotification({
  summary: worst,
  subject: worst,
  from: worst,
  host: worst,
  system: worst,
  resource: worst,
  excerpt: worst,
  details: Array.from({ length: 30 }, () => worst),
  actions: Array.from({ length: 30 }, () => worst),
  analysedBy: { label: worst, isModel: true },
});

describe('an alert as Matrix event', () => {
  it('is plain text and the same in HTML', () => {
    const content = renderMatrix(aNotification());
    expect(content).toMatchObject({ msgtype: 'm.text', format: 'org.matrix.custom.html', 'm.mentions': {} });
    expect(content.body).toContain('🔴 CRITICAL · db01 · Zabbix\nDisk almost full\n');
    expect(content.formatted_body).toContain('<span data-mx-color="#d32f2f">CRITICAL</span>');
    const { text } = readMatrixHtml(content.formatted_body);
    const letters = (value: string) => value.replace(/[\s•]/g, '').replace(/http\S*?019abc00/, '');
    expect(letters(text)).toBe(letters(content.body.replace(/Open the alert: /, 'Open the alert')));
  });

  it('makes a link of the console alone', () => {
    const summary =
      'see https://evil.example/x or evil.example or @admin:evil.example or mail a@evil.example';
    const { links, inCode } = readMatrixHtml(renderMatrix(aNotification({ summary })).formatted_body);
    expect(links).toEqual(['<a href="http://console.local:8080/#/alerts/019abc00">']);
    expect(inCode.match(/evil\.example/g)).toHaveLength(4);
  });

  it('does not link a console address that is no web address', () => {
    const link = 'javascript:alert(1)';
    expect(readMatrixHtml(renderMatrix(aNotification({ link })).formatted_body).links).toEqual([]);
  });

  it('leaves out whole blocks from the end until it fits, and says so', () => {
    const content = renderMatrix(huge);
    expect(Buffer.byteLength(JSON.stringify(content))).toBeLessThan(matrixEventMaxBytes);
    const { text } = readMatrixHtml(content.formatted_body);
    for (const piece of ['CRITICAL', 'Subject: ', 'From: ', 'Analysed by AI', 'Shortened'])
      expect(text).toContain(piece);
    expect(text).not.toContain('Original mail');
  });

  it('keeps an edit, which holds the text twice, below the limit too', () => {
    const edit = renderMatrixEdit(huge, '$first');
    expect(Buffer.byteLength(JSON.stringify(edit))).toBeLessThan(matrixEventMaxBytes);
    expect(edit['m.relates_to']).toEqual({ rel_type: 'm.replace', event_id: '$first' });
    expect(edit.body).toBe(`* ${edit['m.new_content'].body}`);
  });

  it('is green when the condition is resolved', () => {
    const { formatted_body } = renderMatrix(aNotification({ state: 'resolved' }));
    expect(formatted_body).toContain('<span data-mx-color="#2e7d32">RESOLVED</span>');
  });
});
