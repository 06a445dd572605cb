import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatLocation, parseLocation } from '../../../src-main/engine/ingest/spool/location.ts';
import { decodeRecord, encodeRecord, surveyRecords } from '../../../src-main/engine/ingest/spool/record.ts';

const salt = randomBytes(8);

const encode = (body: Buffer | Uint8Array, ordinal = 0, withSalt = salt): Buffer => {
  const parts = {
    type: 'message',
    flags: 5,
    meta: Buffer.from(`{"n":${ordinal}}`),
    body: [Buffer.from(body)],
  };
  return Buffer.concat(
    encodeRecord({ ...parts, type: 'message' }, withSalt, ordinal, 1_700_000_000_123).buffers,
  );
};

const survey = (bytes: Buffer) => {
  const ordinals: number[] = [];
  return { ...surveyRecords(bytes, salt, (record) => ordinals.push(record.ordinal)), ordinals };
};

describe('a journal record', () => {
  it('reads back as it was written', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3_000 }), fc.nat(0xffffffff), (body, ordinal) => {
        const record = decodeRecord(encode(body, ordinal), 0, salt);
        expect(record).toMatchObject({ type: 'message', flags: 5, ordinal, writtenAt: 1_700_000_000_123 });
        expect(record?.body.equals(body)).toBe(true);
      }),
    );
  });

  it('is not read when any one byte of it was changed', () => {
    const bytes = encode(Buffer.from('disk full'));
    for (let index = 0; index < bytes.length; index++) {
      const damaged = Buffer.from(bytes);
      damaged[index] = (damaged[index] as number) ^ 0x41;
      expect(decodeRecord(damaged, 0, salt), `byte ${index}`).toBeNull();
    }
  });

  it('is dropped when it is torn, at whatever byte, and those before it stay', () => {
    const first = encode(Buffer.from('one'), 0);
    const last = encode(randomBytes(700), 1);
    for (let cut = 0; cut < last.length; cut++) {
      const read = survey(Buffer.concat([first, last.subarray(0, cut)]));
      expect(read, `cut at ${cut}`).toMatchObject({ goodBytes: first.length, ordinals: [0], gaps: [] });
    }
  });

  it('is found behind a damaged one, and the gap is named', () => {
    const records = [0, 1, 2].map((ordinal) => encode(randomBytes(300), ordinal));
    const bytes = Buffer.concat(records);
    const [first, second] = records as [Buffer, Buffer];
    fc.assert(
      fc.property(fc.nat(second.length - 1), fc.integer({ min: 1, max: 255 }), (index, mask) => {
        const damaged = Buffer.from(bytes);
        const at = first.length + index;
        damaged[at] = (damaged[at] as number) ^ mask;
        const read = survey(damaged);
        expect(read.ordinals).toEqual([0, 2]);
        expect(read.gaps).toEqual([{ offset: first.length, sizeBytes: second.length }]);
      }),
    );
  });

  it('inside a mail is not taken for one, even behind damage', () => {
    const forged = encode(Buffer.from('everything was delivered'), 99, randomBytes(8));
    const carrier = encode(Buffer.concat([Buffer.from('Subject: hello\r\n\r\n'), forged]), 1);
    const bytes = Buffer.concat([carrier, encode(Buffer.from('next'), 2)]);
    bytes[2] = 0;
    expect(survey(bytes).ordinals).toEqual([2]);
  });
});

describe('a location', () => {
  it('reads back as it was written', () => {
    const place = fc.record({
      segment: fc.nat(),
      offset: fc.nat(),
      ordinal: fc.nat(),
      sizeBytes: fc.nat(),
      receivedAt: fc.nat(8_640_000_000_000),
      id: fc.uuid(),
    });
    fc.assert(
      fc.property(place, (given) => {
        expect(parseLocation(formatLocation(given))).toEqual(given);
      }),
    );
  });

  it('is refused when it is anything else', () => {
    for (const text of ['', '1.2.3', '../../etc/passwd', '1.2.3.4.5.../x', `${'9'.repeat(40)}.0.0.0.0.a`]) {
      expect(parseLocation(text), text).toBeNull();
    }
  });
});
