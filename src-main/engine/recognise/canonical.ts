/**
 * Text in the form in which it is compared: one spelling, and times, durations, counts and other measurements masked,
 * while names that hold digits (web01, /dev/sda1, m-000123, 10.0.0.7, disk 3) stay. For fingerprints, never for showing.
 */
import { fold } from './mail-text.ts';

/** Stands for any measurement; a run of them is one. */
export const mask = '#';

const persianForms: readonly [RegExp, string][] = [
  [/[\u0640\u064b-\u0652\u0670]/gu, ''],
  [/[أإٱ]/gu, 'ا'],
  [/ى/gu, 'ی'],
  [/[ةۀ]/gu, 'ه'],
  [/٫/gu, '.'],
  [/٬/gu, ','],
  [/٪/gu, '%'],
];

/** One spelling: case, width, Persian and Arabic letters and digits, zero-width characters, white space. */
export const toPlainForm = (text: string): string => {
  let plain = fold(text);
  for (const [form, letter] of persianForms) plain = plain.replace(form, letter);
  return plain;
};

const months =
  'jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch)?|märz?|apr(?:il)?|mai|may|june?|juni|july?|juli|aug(?:ust)?|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?|فروردین|اردیبهشت|خرداد|تیر|مرداد|امرداد|شهریور|مهر|ابان|آبان|اذر|آذر|دی|بهمن|اسفند';
const days =
  'mon|tues?|wed|thu(?:rs?)?|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|شنبه|یکشنبه|دوشنبه|سه شنبه|سهشنبه|چهارشنبه|پنجشنبه|جمعه';
/** Alone the short ones are names as well: `mon.example.net`. */
const wholeDays =
  'monday|tuesday|wednesday|thursday|friday|saturday|sunday|montags?|dienstags?|mittwochs?|donnerstags?|freitags?|samstags?|sonntags?|شنبه|یکشنبه|دوشنبه|سه ?شنبه|چهارشنبه|پنجشنبه|جمعه';
const zone = String.raw`(?:\s?(?:z|utc|gmt|cest|cet|bst|e[ds]t|c[ds]t|m[ds]t|p[ds]t|msk|irst|ist|jst|[+-]\d{2}:?\d{2})(?![\p{L}\d]))?`;
const clock = String.raw`\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:\s?[ap]\.?m\.?(?![\p{L}]))?${zone}`;
/** Nothing that would make it part of a name. */
const before = String.raw`(?<![\p{L}\p{N}_.:/\\@-])`;
const after = String.raw`(?![\p{L}\p{N}_]|[-.:/\\@][\p{L}\p{N}])`;
const number = String.raw`[+-]?\d{1,15}(?:[.,]\d{1,9}){0,5}`;

const units =
  '%|percent|prozent|درصد|' +
  'ns|us|µs|μs|ms|msecs?|s|secs?|seconds?|sekunden?|ثانیه|m|mins?|minutes?|minuten?|دقیقه|h|hrs?|hours?|std|stunden?|ساعت|d|days?|tagen?|tage?|روز|w|weeks?|wochen?|هفته|months?|monaten?|monate?|ماه|years?|jahren?|jahre?|yrs?|سال|' +
  '[kmgtpe]i?b(?:/s|ps)?|[kmgtpe]?bits?(?:/s|ps)?|[kmgt]bps|b/s|b|bytes?|kilobytes?|megabytes?|gigabytes?|terabytes?|بایت|کیلوبایت|مگابایت|گیگابایت|ترابایت|' +
  '°\\s?[cf]?|degrees?|grad|celsius|fahrenheit|درجه|℃|rpm|mv|kv|v|volts?|ma|amps?|kw|kva|va|watts?|ولت|وات|hz|khz|mhz|ghz|dbm?|iops|[qrt]ps|req/s|pkts?/s|' +
  'x|times?|مرتبه|بار|st|nd|rd|th';

const timePatterns: readonly RegExp[] = [
  new RegExp(
    String.raw`(?<![\p{L}\p{N}_.:/-])\d{4}([-/.])\d{1,2}\1\d{1,2}(?:(?:[t_ ]|, | - | at )\s?${clock})?(?![\p{L}\p{N}_])`,
    'gu',
  ),
  new RegExp(
    String.raw`(?<![\p{L}\p{N}_.:/-])\d{1,2}([-/.])\d{1,2}\1(?:\d{4}|\d{2}(?=[ ,]{1,2}\d{1,2}:\d{2}))(?:(?:[t_ ]|, | - | at )\s?${clock})?(?![\p{L}\p{N}_])`,
    'gu',
  ),
  /(?<![\p{L}\p{N}_.:/-])(?:19|20)\d{2}[01]\d[0-3]\d(?:[t_-]?\d{4,6}z?)?(?![\p{L}\p{N}_])/gu,
  new RegExp(
    String.raw`(?<![\p{L}\p{N}_])(?:(?:${days})\.?,?\s+)?(?:${months})\.?\s+\d{1,2}(?:st|nd|rd|th)?(?!\p{N}|:\d)(?:,?\s+(?:19|20)\d{2}(?!\d))?(?:,?\s+(?:at\s+)?${clock}(?:\s+(?:19|20)\d{2}(?!\d))?)?`,
    'gu',
  ),
  new RegExp(
    String.raw`(?<![\p{L}\p{N}_.:/])(?:(?:${days})\.?,?\s+)?\d{1,2}(?:st|nd|rd|th|\.)?[ -](?:${months})\.?(?:[ ,-]{1,2}\d{2,4}(?!\d|:\d))?(?![\p{L}])(?:,?\s+(?:at\s+)?${clock})?`,
    'gu',
  ),
  new RegExp(String.raw`(?<![\p{L}\p{N}_.:/-])${clock}(?![\p{L}\p{N}_]|[:.][\p{L}\p{N}])`, 'gu'),
  new RegExp(
    String.raw`(?<![\p{L}\p{N}_.@/-])(?:(?:${wholeDays})|(?:${days})(?=,? #))(?![\p{L}\p{N}_]|[.@/-][\p{L}\p{N}])`,
    'gu',
  ),
  /(?<![\p{L}\p{N}_.:/-])1[4-9]\d{8}(?:\d{3})?(?![\p{L}\p{N}_])/gu,
];

const measurements = new RegExp(
  String.raw`(?<![\p{L}\p{N}_.:\\@-]|(?<![\d%bs])\/)(?:%\s?${number}|${number}\s?(?:${units}))(?![\p{L}\p{N}_]|[-.:\\@][\p{L}\p{N}]|\/(?![\d#]))`,
  'gu',
);
const glued = new RegExp(String.raw`${before}(?:\d{1,6}(?:w|d|h|m|s|ms|min|sec)){1,6}${after}`, 'gu');

/** What a number behind it numbers: a thing, not an amount. */
const things = new Set(
  (
    'disk drive hdd ssd nvme bay slot port fan psu volume vol pool lun array raid controller ctrl enclosure shelf vdisk pdisk ld pd vd dimm bank ' +
    'channel phase line zone room rack row sensor probe unit module blade chassis node host server machine vm vmid ct ctid lxc container guest ' +
    'instance interface if eth link vlan ssid ap cpu core socket processor gpu battery ups outlet pdu feed bus cluster site shop store branch ' +
    'queue worker partition shard replica cell tenant customer printer tray tape library changer nas camera cam door gate loop extension trunk ' +
    'as asn peer tunnel wan lan id number nr no station plant tank pump floor building group policy rule code error-code event-id level ' +
    'platte laufwerk lüfter netzteil steckplatz kanal raum server gerät linie filiale standort drucker ' +
    'دیسک درایو هارد پورت ولوم واحد شعبه اتاق سالن رک سرور میزبان فن پاور کانال خط گره لینک دوربین حسگر طبقه ساختمان شماره کد'
  ).split(' '),
);

/** Behind these a number is an amount when `:` or `=` stands between: `queue=153`, `battery: 40`. */
const amountsToo = new Set(
  'cpu core battery ups queue worker load level sensor number nr no fan psu phase users room id'.split(' '),
);

const maskBareNumber = (whole: string, word: string | undefined, gap: string, digits: string): string => {
  const isName =
    (word !== undefined && things.has(word) && !(/[:=]/.test(gap) && amountsToo.has(word))) ||
    /^0\d/.test(digits) ||
    /^\d{1,3}(?:\.\d{1,3}){2,3}(?::\d{1,5})?$/.test(digits) ||
    /^\d{1,4}(?:\/\d{1,4}){2,}$/.test(digits);
  return isName ? whole : `${word ?? ''}${gap}${mask}`;
};

const bareNumber =
  /(?<![\p{L}\p{N}_])(?:(\p{L}[\p{L}-]{0,24})([\s:#.=([]{0,3}))?(?<![\p{L}\p{N}_.:/\\@-]|[\p{L}\p{N}][.:/\\@-])(\d{1,20}(?:[.,/:x-]\d{1,15}){0,6})(?![\p{L}\p{N}_]|[-.:/\\@][\p{L}\p{N}])/gu;

/** Times, dates, weekdays and epochs. Expects the plain form. */
const maskTimes = (plain: string): string =>
  timePatterns.reduce((text, pattern) => text.replace(pattern, mask), plain);

/** Times, dates and numbers with a unit. Bare numbers stay: in a name they count things. */
export const canonicalName = (text: string): string =>
  tidy(maskTimes(toPlainForm(text)).replace(measurements, mask).replace(glued, mask));

/** Times, dates, numbers with a unit and bare numbers, unless they number a thing (`disk 3`, `port 443`). */
export const canonicalText = (text: string): string =>
  tidy(
    maskTimes(toPlainForm(text))
      .replace(/0x[\da-f]{9,}/gu, mask)
      .replace(measurements, mask)
      .replace(glued, mask)
      .replace(bareNumber, (whole, word: string | undefined, gap: string | undefined, digits: string) =>
        maskBareNumber(whole, word, gap ?? '', digits),
      ),
  );

const tidy = (text: string): string =>
  text
    .replace(/\s+/gu, ' ')
    .replace(/#(?:[\s,;/+-]*#)+/gu, mask)
    .trim();
