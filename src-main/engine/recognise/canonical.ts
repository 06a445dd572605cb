/**
 * Text in the form in which it is compared: one spelling, and times, durations, counts and other measurements masked,
 * while names that hold digits (web01, /dev/sda1, m-000123, 10.0.0.7, disk 3) stay. For fingerprints, never for showing.
 */
import { neutralWords } from './neutral-words.ts';
import { toPlainForm } from './plain-form.ts';

/** Stands for any measurement; a run of them is one. */
export const mask = '#';

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

const slashedMonth = new RegExp(
  String.raw`(?<![\p{L}\p{N}_.:/-])(?:${months})[/-]\d{1,2}[/-]\d{4}(?:\s${clock})?(?![\p{L}\p{N}_])`,
  'gu',
);
const monthFirst = new RegExp(
  String.raw`(?<![\p{L}\p{N}_])(?:(?:${days})\.?,?\s+)?(?:${months})\.?\s+\d{1,2}(?:st|nd|rd|th)?(?!\p{N}|:\d)(?:,?\s+(?:19|20)\d{2}(?!\d))?(?:,?\s+(?:at\s+)?${clock}(?:\s+(?:19|20)\d{2}(?!\d))?)?`,
  'gu',
);
const dayFirst = new RegExp(
  String.raw`(?<![\p{L}\p{N}_.:/])(?:(?:${days})\.?,?\s+)?\d{1,2}(?:st|nd|rd|th|\.)?[ -](?:${months})\.?(?:[ ,-]{1,2}\d{2,4}(?!\d|:\d))?(?![\p{L}])(?:,?\s+(?:at\s+)?${clock})?`,
  'gu',
);
const weekday = new RegExp(
  String.raw`(?<![\p{L}\p{N}_.@/-])(?:(?:${wholeDays})|(?:${days})(?=,? #))(?![\p{L}\p{N}_]|[.@/-][\p{L}\p{N}])`,
  'gu',
);

const timePatterns: readonly RegExp[] = [
  slashedMonth,
  new RegExp(
    String.raw`(?<![\p{L}\p{N}_.:/-])\d{4}([-/.])\d{1,2}\1\d{1,2}(?:(?:[t_ ]|, | - | at )\s?${clock})?(?![\p{L}\p{N}_])`,
    'gu',
  ),
  new RegExp(
    String.raw`(?<![\p{L}\p{N}_.:/-])\d{1,2}([-/.])\d{1,2}\1(?:\d{4}|\d{2}(?=[ ,]{1,2}\d{1,2}:\d{2}))(?:(?:[t_ ]|, | - | at )\s?${clock})?(?![\p{L}\p{N}_])`,
    'gu',
  ),
  /(?<![\p{L}\p{N}_.:/-])(?:19|20)\d{2}[01]\d[0-3]\d(?:[t_-]?\d{4,6}z?)?(?![\p{L}\p{N}_])/gu,
  monthFirst,
  dayFirst,
  new RegExp(String.raw`(?<![\p{L}\p{N}_.:/-])${clock}(?![\p{L}\p{N}_]|[:.][\p{L}\p{N}])`, 'gu'),
  weekday,
  /(?<![\p{L}\p{N}_.:/-])1[4-9]\d{8}(?:\d{3})?(?![\p{L}\p{N}_])/gu,
];

/** Few lines name a month or a day; for all others so many patterns less need be tried. */
const calendarName = new RegExp(String.raw`(?<![a-z\d_])(?:${months}|${days}|${wholeDays})(?![a-z])`);
const numericPatterns = timePatterns.filter(
  (pattern) => ![slashedMonth, monthFirst, dayFirst, weekday].includes(pattern),
);

const measurements = new RegExp(
  String.raw`(?<![\p{L}\p{N}_.:\\@-]|(?<![\d%bs])\/)(?:%\s?${number}|${number}\s?(?:${units}))(?![\p{L}\p{N}_]|[-.:\\@][\p{L}\p{N}]|\/(?![\d#]))`,
  'gu',
);
const glued = new RegExp(
  String.raw`${before}(?:\d{1,6}(?:w|d|h|m|s|ms|min|sec|[kmgtp]i?)){1,6}${after}`,
  'gu',
);

/** What a number behind it numbers: a thing, not an amount, even as `Port: 443`. */
const things = new Set(
  (
    'disk drive hdd ssd nvme bay slot port fan psu volume vol pool lun array raid controller ctrl enclosure shelf vdisk pdisk ld pd vd dimm bank ' +
    'channel phase line zone room rack row sensor probe unit module blade chassis node host server machine vm vmid ct ctid lxc container guest ' +
    'instance interface if ifindex index eth link vlan ssid ap cpu core socket processor gpu battery ups outlet pdu feed bus cluster site shop store branch ' +
    'partition shard replica cell tenant customer printer tray tape library changer nas camera cam door gate loop extension trunk member stack ' +
    'as asn peer tunnel wan lan id number nr no station plant tank pump valve building group policy rule sid code error-code event event-id event-code ' +
    'kiosk terminal atm till register lift elevator freezer oven turbine inverter charger boiler chiller cabinet box meter segment area position ' +
    'platte festplatte laufwerk lüfter netzteil steckplatz kanal raum gerät linie filiale standort drucker fach halle maschine nummer einschub einheit ' +
    'disque baie ventilateur alimentation contrôleur salle capteur sonde ligne étage nœud serveur disco bahía ventilador fuente puerto sala línea nodo servidor ' +
    'диск слот порт вентилятор блок датчик зал линия стойка канал полка узел сервер номер ' +
    'دیسک درایو هارد پورت ولوم واحد شعبه اتاق سالن رک سرور میزبان فن پاور کانال خط گره لینک دوربین حسگر سنسور طبقه ساختمان شماره کد ایستگاه'
  ).split(' '),
);
/** With `:` or `=` between, the number is as likely their reading: `battery: 40`. */
const readings = new Set('cpu core battery ups sensor phase fan psu line link'.split(' '));
const maxNameReading = 99;

/** Behind these a number is an amount, or it is new each time. */
const amounts = new Set(
  (
    'load length size depth usage used free avail available capacity rate speed score rank percent ratio average avg mean max min peak sum lag delay latency offset ' +
    'timeout retry attempt try run build job ticket incident case transaction session request pid ppid process thread port-from status http response page step ' +
    'age uptime downtime temperature temp voltage current humidity pressure level backlog pending deferred queued queue swap memory mem ram heap inode inodes ' +
    'exit errno score uid gid left about approximately circa nearly almost only exactly equals equal counter anzahl wert menge größe etwa ' +
    'تعداد مقدار حدود میزان درصد دمای دما برابر بیش کمتر حداکثر حداقل'
  ).split(' '),
);
const isPlural = (word: string): boolean => /[^sui]s$/u.test(word);
const maxNameDigits = 6;

/** Written so that it names, whatever stands before it: `007`, an address, `1/0/24`. */
const nameForm = /^0\d|^\d{1,3}(?:\.\d{1,3}){2,3}(?::\d{1,5})?$|^\d{1,4}(?:\/\d{1,4}){2,}$/;

/** Whether a number names the thing before it (`kiosk 12`) and does not count, measure or date something. */
const isName = (word: string | undefined, gap: string, digits: string, next: () => string): boolean => {
  if (nameForm.test(digits)) return true;
  if (word === undefined) return false;
  // `Port: 3`, and `Port | 3` of a table.
  if (things.has(word)) return !readings.has(word) || !/[:=|]/.test(gap) || Number(digits) <= maxNameReading;
  return (
    !neutralWords.has(word) &&
    !amounts.has(word) &&
    !isPlural(word) &&
    digits.length <= maxNameDigits &&
    /^[\s#]{0,2}$/.test(gap) &&
    /^\d+$/.test(digits) &&
    !isCounted(next())
  );
};
const isCounted = (word: string): boolean => isPlural(word) && !verbs.has(word);
const verbs = new Set('was has does goes reports says needs shows runs fails stops'.split(' '));

const maskBareNumber = (
  whole: string,
  word: string | undefined,
  gap: string | undefined,
  digits: string,
  at: number,
  text: string,
): string =>
  isName(word, gap ?? '', digits, () => wordAt(text, at + whole.length))
    ? whole
    : `${word ?? ''}${gap ?? ''}${mask}`;

const wordAt = (text: string, at: number): string =>
  /^\s(\p{L}{2,20})/u.exec(text.slice(at, at + 22))?.[1] ?? '';

/** `total-vm:8123456kB` */
const labelledSize = /(?<=\p{L}:)\d{1,15}(?:[.,]\d{1,6})?(?:[kmgt]i?b|%|ms)(?![\p{L}\p{N}_:])/gu;

/** A client's port in a log line is another each time. */
const clientPort = /(?<=from [\p{L}\p{N}.:_-]{3,60} port )\d{1,5}/gu;

/** The word before it is whole: a part of it is never followed by a number, so none is tried. */
const bareNumber =
  /(?<![\p{L}\p{N}_])(?:(\p{L}[\p{L}-]{0,24})(?![\p{L}-])([\s:#.=([|]{0,3}))?(?<![\p{L}\p{N}_.:/\\@-]|[\p{L}\p{N}][.:/\\@-])(\d{1,20}(?:[.,/:x-]\d{1,15}){0,6})(?![\p{L}\p{N}_]|[-.:/\\@][\p{L}\p{N}])/gu;

/** Times, dates, weekdays and epochs. Expects the plain form. */
const maskTimes = (plain: string): string =>
  (calendarName.test(plain) ? timePatterns : numericPatterns).reduce(
    (text, pattern) => text.replace(pattern, mask),
    plain,
  );

/** But for the names of days, everything that is masked holds a digit. */
const maskDays = (plain: string): string => tidy(plain.replace(weekday, mask));

/** Times, dates and numbers with a unit. Bare numbers stay: in a name they count things. */
export const canonicalName = (text: string): string => {
  const plain = toPlainForm(text);
  if (!/\d/.test(plain)) return maskDays(plain);
  return tidy(maskTimes(plain).replace(measurements, mask).replace(glued, mask));
};

/** Times, dates, numbers with a unit and bare numbers, unless they number a thing (`disk 3`, `port 443`). */
export const canonicalText = (text: string): string => {
  const plain = toPlainForm(text);
  if (!/\d/.test(plain)) return maskDays(plain);
  return tidy(
    maskTimes(plain)
      .replace(/0x[\da-f]{9,}/gu, mask)
      .replace(clientPort, mask)
      .replace(labelledSize, mask)
      .replace(measurements, mask)
      .replace(glued, mask)
      .replace(bareNumber, maskBareNumber),
  );
};

const tidy = (text: string): string =>
  text
    .replace(/\s{2,}|[^\S ]/gu, ' ')
    .replace(/#(?:[\s,;/+-]*#)+/gu, mask)
    .trim();
