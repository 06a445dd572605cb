import { describe, expect, it } from 'vitest';
import { htmlToPlain, MAX_HTML_CHARS } from '../../../src-main/engine/ingest/html-text.ts';

const text = (html: string) => htmlToPlain(html).text;

describe('htmlToPlain', () => {
  it('writes data tables as rows with separators', () => {
    const rows =
      '<tr><th>Host</th><th>Mount</th><th>Use</th></tr><tr><td>db01</td><td></td><td>91%</td></tr>';
    expect(text(`<table>${rows}</table>`)).toBe('Host | Mount | Use\ndb01 | - | 91%');
  });

  it('drops the empty cells of layout tables', () => {
    expect(text('<table><tr><td></td><td>&nbsp;</td><td>CRITICAL</td><td></td></tr></table>')).toBe(
      'CRITICAL',
    );
  });

  it('reads tables within tables', () => {
    const inner = '<table><tr><td>Host</td><td>db01</td></tr><tr><td>State</td><td>DOWN</td></tr></table>';
    expect(text(`<table><tr><td>${inner}</td></tr></table>`)).toBe('Host | db01\nState | DOWN');
  });

  it('loses no words to sloppy tables', () => {
    expect(text('<table>CRITICAL<tr>disk<td>db01</td></tr></table>')).toBe('CRITICAL\ndisk | db01');
    expect(text('<table><tr><table><tr><td>CRITICAL</table></table>')).toBe('CRITICAL');
    expect(text(`${'<table><tr><td>'.repeat(150)}CRITICAL`)).toBe('CRITICAL');
  });

  it('writes each link once, behind its text', () => {
    const html =
      '<a href="https://mon/1">Open</a> or <a href="https://mon/1">again</a> or <a href="https://b/">b</a>';
    expect(text(html)).toBe('Open (https://mon/1) or again or b');
  });

  it('does not repeat a link that is its own text, and hides what nobody can follow', () => {
    expect(text('<a href="https://mon.example/x">https://mon.example/x</a>')).toBe('https://mon.example/x');
    expect(
      text('<a href="javascript:alert(3)">x</a><a href="#top">Back to Top</a><a href="#1">Disk</a>'),
    ).toBe('xDisk');
    expect(text('<a href="mailto:noc@example.net">noc@example.net</a>')).toBe('noc@example.net');
  });

  it('shows pictures by their description and drops tracking pixels', () => {
    const html =
      '<img src="http://192.0.2.1/t.png?id=1" width="1" height="1" alt="open"><img alt="logo" src="cid:x">';
    expect(text(`<p>${html}</p>`)).toBe('logo');
  });

  it('leaves out what a reader does not see', () => {
    const html =
      '<head><title>t</title><style>b{}</style></head><script>alert(1)</script><!-- c --><p style="DISPLAY : none">no</p>' +
      '<div hidden>no</div><p>seen</p>';
    expect(text(html)).toBe('seen');
  });

  it('keeps headings as written and folds runs of blank lines', () => {
    expect(text('<h1>Disk Full</h1><br><br><br><br><p>db01</p><hr><p>end</p>')).toBe(
      'Disk Full\n\ndb01\n\n---\n\nend',
    );
  });

  it('writes lists line by line', () => {
    expect(text('<ul><li>one</li><li>two</li></ul><ol><li>a</li></ol>')).toBe('- one\n- two\n 1. a');
  });

  it('decodes entities and joins the lines of the source', () => {
    expect(text('Disk &lt;91&#37;&gt;\n  on &amp;   db01')).toBe('Disk <91%> on & db01');
  });

  it('keeps the words of HTML nested deeper than any layout', () => {
    const html = `${'<div>'.repeat(100_000)}CRITICAL &amp; down`;
    expect(htmlToPlain(html)).toEqual({ text: 'CRITICAL & down', notes: ['HTML nested more than 200 deep'] });
  });

  it('keeps the beginning and the end of HTML that is too long', () => {
    const html = `<table><tr><td>first</td></tr>${'<tr><td>a</td></tr>'.repeat(100_000)}<tr><td>CRITICAL last</td></tr></table>`;
    const result = htmlToPlain(html);
    expect(result.text).toMatch(/^first\n[\s\S]*\nCRITICAL last$/);
    expect(result.notes[0]).toContain(`to ${MAX_HTML_CHARS} characters`);
  });

  it('is not lost in a flood of angle brackets, or in style and comments that never end', () => {
    expect(text(`CRITICAL${'<'.repeat(200_000)}`)).toContain('CRITICAL');
    expect(text('<p>CRITICAL</p><!-- never ended')).toContain('CRITICAL');
    expect(text(`<style>${'a{}'.repeat(1000)}</style><p>CRITICAL</p><style>x`)).toContain('CRITICAL');
  });

  it('passes over embedded pictures of any size', () => {
    const html = `<img src="data:image/png;base64,${'QUJD'.repeat(300_000)}"><p>CRITICAL</p>`;
    expect(htmlToPlain(html)).toEqual({ text: 'CRITICAL', notes: [] });
  });
});
