import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { decodeBytes } from '../../../src-main/engine/ingest/mime-charset.ts';

const persian = 'هشدار: دیسک پر است';
const russian = 'Критическая ошибка';

describe('decodeBytes', () => {
  it.each([
    ['utf-8', persian, iconv.encode(persian, 'utf-8')],
    ['windows-1256', 'خطا در سرور', iconv.encode('خطا در سرور', 'windows-1256')],
    ['koi8-r', russian, iconv.encode(russian, 'koi8-r')],
    ['windows-1251', russian, iconv.encode(russian, 'windows-1251')],
    ['iso-8859-1', 'Störung für Gerät', iconv.encode('Störung für Gerät', 'latin1')],
    ['iso-8859-15', '5 €', iconv.encode('5 €', 'iso-8859-15')],
    ['iso-8859-6', 'سلام', iconv.encode('سلام', 'iso-8859-6')],
    ['gb2312', '磁盘已满', iconv.encode('磁盘已满', 'gbk')],
    ['gb18030', '磁盘已满', iconv.encode('磁盘已满', 'gb18030')],
    ['big5', '磁碟已滿', iconv.encode('磁碟已滿', 'big5')],
    ['shift_jis', '障害発生', iconv.encode('障害発生', 'shift_jis')],
    ['euc-kr', '디스크 오류', iconv.encode('디스크 오류', 'euc-kr')],
    ['utf-16le', persian, iconv.encode(persian, 'utf-16le')],
  ])('reads %s', (charset, text, bytes) => {
    expect(decodeBytes(bytes, charset)).toEqual({ text, note: null });
  });

  it('reads iso-2022-jp, declared or not', () => {
    const bytes = Buffer.from('\x1b$B>c32\x1b(B', 'latin1');
    expect(decodeBytes(bytes, 'iso-2022-jp').text).toBe('障害');
    expect(decodeBytes(bytes, null).text).toBe('障害');
  });

  it.each([
    [
      'an unknown charset as latin1',
      'x-nope-99',
      'CRITICAL äöü',
      'unknown charset x-nope-99, read as latin1',
    ],
    ['undeclared latin1', null, 'CRITICAL äöü', 'no usable charset, read as latin1'],
    ['latin1 declared as UTF-8', 'utf-8', 'CRITICAL äöü', 'declared UTF-8, read as latin1'],
  ])('reads %s and says so', (_, charset, text, note) => {
    expect(decodeBytes(Buffer.from(text, 'latin1'), charset)).toEqual({ text, note });
  });

  it.each(['iso-8859-1', 'us-ascii', 'ANSI_X3.4-1968', 'koi8-r', 'x-nope', null])(
    'reads UTF-8 as UTF-8 when it is declared %s',
    (charset) => {
      expect(decodeBytes(Buffer.from(persian), charset).text).toBe(persian);
    },
  );

  it('keeps mostly good UTF-8 as UTF-8 around a damaged byte', () => {
    const bytes = Buffer.concat([Buffer.from(persian), Buffer.from([0xff]), Buffer.from(persian)]);
    const { text, note } = decodeBytes(bytes, 'utf-8');
    expect(text).toBe(`${persian}\ufffd${persian}`);
    expect(note).toBe('some bytes are not UTF-8');
  });

  it('does not decode UTF-7, which hides markup', () => {
    expect(decodeBytes(Buffer.from('+ADw-script+AD4-'), 'utf-7')).toEqual({
      text: '+ADw-script+AD4-',
      note: 'charset utf-7 is not decoded',
    });
  });

  it('bounds and cleans the charset name it repeats', () => {
    const { note } = decodeBytes(Buffer.from('x'), `\x1b[31m${'x'.repeat(5000)}`);
    expect(note?.length).toBeLessThan(100);
    expect(note).not.toContain('\x1b');
  });

  it('follows a byte order mark', () => {
    expect(decodeBytes(Buffer.from([0xff, 0xfe, 0x41, 0x00]), 'utf-8').text).toBe('A');
    expect(decodeBytes(Buffer.from([0xfe, 0xff, 0x00, 0x41]), null).text).toBe('A');
    expect(decodeBytes(Buffer.from([0xef, 0xbb, 0xbf, 0x41]), null).text).toBe('A');
  });
});
