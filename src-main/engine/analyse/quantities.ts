/** Numbers with their units, as mails and models write them, and whether one says the same as another. */

export interface Quantity {
  /** What the digits may mean: `1,500` is 1500 or 1.5. */
  values: number[];
  /** Of the folded unit; '' where none follows. */
  unit: string;
  decimals: number;
  start: number;
  end: number;
}

interface UnitMeaning {
  dimension: 'bytes' | 'time' | 'rate';
  /** Several where the field disagrees: a GB is 10^9 bytes or 2^30. */
  factors: number[];
}

const kilo = (power: number): number[] => [1000 ** power, 1024 ** power];
const units = new Map<string, UnitMeaning>();
const define = (dimension: UnitMeaning['dimension'], factors: number[], names: string): void => {
  for (const name of names.split(' ')) units.set(name, { dimension, factors });
};
define('bytes', [1], 'b byte bytes بایت');
define('bytes', kilo(1), 'k kb kib kilobyte kilobytes کیلوبایت');
define('bytes', kilo(2), 'm mb mib megabyte megabytes مگابایت مگ');
define('bytes', kilo(3), 'g gb gib gigabyte gigabytes گیگابایت گیگ');
define('bytes', kilo(4), 't tb tib terabyte terabytes ترابایت');
define('bytes', kilo(5), 'pb pib');
define('time', [0.000_001], 'µs us microseconds');
define('time', [0.001], 'ms msec millisecond milliseconds');
units.set('میلی ثانیه', { dimension: 'time', factors: [0.001] });
define('time', [1], 's sec secs second seconds ثانیه');
define('time', [60], 'min mins minute minutes دقیقه');
define('time', [3600], 'h hr hrs hour hours ساعت');
define('time', [86_400], 'd day days روز');
define('time', [604_800], 'week weeks هفته');
define('rate', [1], 'b/s bps');
define('rate', kilo(1), 'kb/s kib/s kbps kbit/s');
define('rate', kilo(2), 'mb/s mib/s mbps mbit/s');
define('rate', kilo(3), 'gb/s gib/s gbps gbit/s');

const unitNames = [
  ...units.keys(),
  '%',
  'percent',
  'درصد',
  '°c',
  'c',
  'rpm',
  'v',
  'w',
  'iops',
  'qps',
  'rps',
  'mhz',
  'ghz',
  'x',
]
  .toSorted((a, b) => b.length - a.length)
  .map((name) => name.replaceAll('/', '\\/'))
  .join('|');
const quantityPattern = new RegExp(
  String.raw`(?<![\p{L}\p{N}_])(?<![\p{N}][.,:/-])(\d{1,15}(?:[.,]\d{1,15}){0,6})(?: ?(${unitNames})(?![\p{L}\p{N}/]))?`,
  'gu',
);
const maxQuantities = 3_000;

/** All quantities of a text folded in place. */
export const readQuantities = (folded: string): Quantity[] => {
  const found: Quantity[] = [];
  for (const match of folded.matchAll(quantityPattern)) {
    const digits = match[1] ?? '';
    const unit = match[2] ?? '';
    const start = match.index;
    found.push({ ...meaningOf(digits), unit: plainUnit(unit), start, end: start + match[0].length });
    if (found.length === maxQuantities) break;
  }
  return found;
};

const plainUnit = (unit: string): string => (unit === 'percent' || unit === 'درصد' ? '%' : unit);

const meaningOf = (digits: string): Pick<Quantity, 'values' | 'decimals'> => {
  const values = new Set<number>();
  let decimals = 0;
  if (/^\d{1,3}(?:[.,]\d{3})+$/.test(digits)) values.add(Number(digits.replace(/[.,]/g, '')));
  const grouped =
    /^(\d{1,3}(?:,\d{3})+)\.(\d+)$/.exec(digits) ?? /^(\d{1,3}(?:\.\d{3})+),(\d+)$/.exec(digits);
  const simple = /^(\d+)(?:[.,](\d+))?$/.exec(digits);
  const read = grouped ?? simple;
  if (read !== null) {
    const fraction = read[2] ?? '';
    values.add(Number(`${(read[1] ?? '').replace(/[.,]/g, '')}.${fraction === '' ? '0' : fraction}`));
    decimals = fraction.length;
  }
  return { values: [...values], decimals };
};

const isSame = (a: number, b: number): boolean =>
  Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
const maxRelativeError = 0.05;

/** `claimed` is `stated` rounded to its own decimals, and not by more than a twentieth. */
const isRounding = (claimed: number, decimals: number, stated: number, scale: number): boolean => {
  const off = Math.abs(claimed - stated);
  return off <= 0.5 * 10 ** -decimals * scale + 1e-9 && off <= maxRelativeError * Math.abs(stated);
};

/**
 * True where `claimed` says what `stated` says: the same number in the same unit (or one of them without), its rounding,
 * its conversion into another unit of the same sort, or the rest to 100 %.
 */
export const supports = (stated: Quantity, claimed: Quantity): boolean => {
  const statedUnit = units.get(stated.unit);
  const claimedUnit = units.get(claimed.unit);
  const sameUnit = stated.unit === claimed.unit || stated.unit === '' || claimed.unit === '';
  for (const value of stated.values) {
    for (const claim of claimed.values) {
      if (sameUnit && (isSame(claim, value) || isRounding(claim, claimed.decimals, value, 1))) return true;
      if (stated.unit === '%' && claimed.unit === '%' && isRounding(claim, claimed.decimals, 100 - value, 1))
        return true;
      if (stated.unit === '%' && claimed.unit === '%' && isSame(claim, 100 - value)) return true;
      if (statedUnit === undefined || claimedUnit === undefined) continue;
      if (statedUnit.dimension !== claimedUnit.dimension) continue;
      for (const from of statedUnit.factors) {
        for (const to of claimedUnit.factors) {
          if (isRounding(claim * to, claimed.decimals, value * from, to) || isSame(claim * to, value * from))
            return true;
        }
      }
    }
  }
  return false;
};
