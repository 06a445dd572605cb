/** Input shapes that several resources share. */
import { z } from 'zod';

/** An id the product gave out. */
export const idSchema = z.string().min(1, 'must not be empty').max(64, 'must be at most 64 characters');
export const idInput = z.object({ id: idSchema });

/** A name for people: one line, 1 to 100 characters. */
export const nameSchema = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(100, 'must be at most 100 characters')
  .regex(/^[^\u0000-\u001f\u007f]*$/, 'must not hold control characters');

/** An http or https URL without credentials or fragment; query allowed. */
export const httpUrlSchema = z
  .string()
  .trim()
  .max(2048, 'must be at most 2048 characters')
  .refine((value) => {
    const url = URL.canParse(value) ? new URL(value) : null;
    return url !== null && (url.protocol === 'http:' || url.protocol === 'https:');
  }, 'must be an http:// or https:// URL')
  .refine((value) => {
    const url = URL.canParse(value) ? new URL(value) : null;
    return url === null || (url.username === '' && url.password === '');
  }, 'must not hold a user name or password; use the field made for it');

export const proxyUrlSchema = z
  .string()
  .trim()
  .max(2048)
  .refine((value) => {
    const url = URL.canParse(value) ? new URL(value) : null;
    return (
      url !== null && ['http:', 'https:', 'socks5:', 'socks5h:'].includes(url.protocol) && url.hostname !== ''
    );
  }, 'must be http://host:port, https://host:port, socks5://host:port or socks5h://host:port');

/** A moment: epoch ms, or ISO 8601 (`2026-11-22T08:00:00Z`). */
export const timeSchema = z.union([
  z.number().int().min(0),
  z.iso.datetime({ offset: true, local: true }).transform((value) => Date.parse(value)),
]);

export const okOutput = z.object({ ok: z.literal(true) });
