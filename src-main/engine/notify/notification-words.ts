import type { Category, Kind, Language, Severity, State } from '../../../src-shared/vocabulary.ts';

/** Every word that a notification shows besides the alert's own text. One table, one column a language. */
export interface NotificationWords {
  severity: Record<Severity, string>;
  state: Record<State, string>;
  kind: Record<Kind, string>;
  category: Record<Category, string>;
  host: string;
  system: string;
  resource: string;
  categoryLabel: string;
  kindLabel: string;
  received: string;
  details: string;
  actions: string;
  original: string;
  subject: string;
  from: string;
  to: string;
  noSubject: string;
  unknownSender: string;
  noSummary: string;
  open: string;
  openConsole: string;
  /** Stands before the name of the model, as in `Analysed by AI: gpt-4o`. */
  byModel: string;
  /** Stands before the name of whatever made the analysis without a model. */
  byRules: string;
  test: string;
  event: Record<'escalated' | 'reopened' | 'flapping' | 'reminder', string>;
  eventShort: Record<'escalated' | 'reopened' | 'flapping' | 'reminder', string>;
  acknowledgedBy: string;
  resolvedBy: string;
  resolvedAfter: string;
  openFor: string;
  /** One alert, several alerts; `#` stands for the number. */
  alerts: [string, string];
  repeats: [string, string];
  conditions: [string, string];
  lastChange: string;
  isFlapping: string;
  isStale: string;
  isAcknowledged: string;
  problem: string;
  /** Before the names of the alerts of a group. */
  members: string;
  /** Beside the name of a model that read an earlier alert. */
  earlierAlert: string;
  storm: string;
  stormContinued: string;
  stormOver: string;
  stormSince: string;
  stormFromTo: string;
  stillOpen: string;
  resolvedCount: string;
  senders: string;
  more: string;
  noHost: string;
  inConsole: string;
  possibleRepeat: string;
  cut: string;
}

const table: Record<Language, NotificationWords> = {
  en: {
    severity: { critical: 'CRITICAL', high: 'HIGH', medium: 'MEDIUM', low: 'LOW', info: 'INFO' },
    state: { firing: 'FIRING', resolved: 'RESOLVED', info: 'INFO' },
    kind: {
      problem: 'problem',
      recovery: 'recovery',
      acknowledgement: 'acknowledgement',
      downtime: 'downtime',
      flapping: 'flapping',
      report: 'report',
      lifecycle: 'lifecycle',
      bounce: 'bounce',
      other: 'other',
    },
    category: {
      auth: 'authentication',
      backup: 'backup',
      database: 'database',
      network: 'network',
      system: 'system',
      service: 'service',
      storage: 'storage',
      hardware: 'hardware',
      dns: 'DNS',
      virtualization: 'virtualization',
      security: 'security',
      phishing: 'phishing',
      other: 'other',
    },
    host: 'Host',
    system: 'System',
    resource: 'Resource',
    categoryLabel: 'Category',
    kindLabel: 'Kind',
    received: 'Received',
    details: 'Details',
    actions: 'What to do',
    original: 'Original mail',
    subject: 'Subject',
    from: 'From',
    to: 'To',
    noSubject: '(no subject)',
    unknownSender: '(no sender)',
    noSummary: '(no summary)',
    open: 'Open the alert',
    openConsole: 'Open the console',
    byModel: 'Analysed by AI',
    byRules: 'Analysed by',
    test: 'Test message from AlertFlow. Nothing is wrong.',
    event: {
      escalated: '⬆ It has become worse',
      reopened: '↩ It is back',
      flapping: '↔ Flapping: it comes and goes. Further changes are shown here without a new message',
      reminder: '⏰ Reminder: nobody has taken it on',
    },
    eventShort: { escalated: 'worse', reopened: 'back', flapping: 'flapping', reminder: 'reminder' },
    acknowledgedBy: 'Acknowledged by',
    resolvedBy: 'Resolved by',
    resolvedAfter: 'Resolved after',
    openFor: 'Open for',
    alerts: ['# alert', '# alerts'],
    repeats: ['# exact repeat not told', '# exact repeats not told'],
    conditions: ['# condition', '# conditions'],
    lastChange: 'Last change',
    isFlapping: 'Flapping',
    isStale: 'Nothing was heard of it for a long time',
    isAcknowledged: 'acknowledged',
    problem: 'Was',
    members: 'Alerts in it',
    earlierAlert: 'about an earlier alert',
    storm: 'STORM',
    stormContinued: 'STORM, continued',
    stormOver: 'STORM IS OVER',
    stormSince: 'Since',
    stormFromTo: 'From – to',
    stillOpen: 'Still open',
    resolvedCount: 'Resolved',
    senders: 'Senders',
    more: 'and # more',
    noHost: '(no host)',
    inConsole: 'Everything is in the console.',
    possibleRepeat: 'Possible repeat: it is not certain that an earlier try failed to arrive.',
    cut: 'Shortened. The whole text is in the console.',
  },
  fa: {
    severity: { critical: 'بحرانی', high: 'زیاد', medium: 'متوسط', low: 'کم', info: 'اطلاع' },
    state: { firing: 'فعال', resolved: 'برطرف شد', info: 'اطلاع' },
    kind: {
      problem: 'مشکل',
      recovery: 'بازیابی',
      acknowledgement: 'تأیید',
      downtime: 'توقف برنامه‌ریزی‌شده',
      flapping: 'نوسان',
      report: 'گزارش',
      lifecycle: 'روشن یا خاموش شدن',
      bounce: 'نامهٔ برگشتی',
      other: 'سایر',
    },
    category: {
      auth: 'احراز هویت',
      backup: 'پشتیبان‌گیری',
      database: 'پایگاه داده',
      network: 'شبکه',
      system: 'سیستم',
      service: 'سرویس',
      storage: 'ذخیره‌سازی',
      hardware: 'سخت‌افزار',
      dns: 'DNS',
      virtualization: 'مجازی‌سازی',
      security: 'امنیت',
      phishing: 'فیشینگ',
      other: 'سایر',
    },
    host: 'میزبان',
    system: 'سامانه',
    resource: 'منبع',
    categoryLabel: 'دسته',
    kindLabel: 'نوع',
    received: 'زمان دریافت',
    details: 'جزئیات',
    actions: 'چه باید کرد',
    original: 'نامهٔ اصلی',
    subject: 'موضوع',
    from: 'فرستنده',
    to: 'گیرنده',
    noSubject: '(بدون موضوع)',
    unknownSender: '(بدون فرستنده)',
    noSummary: '(بدون خلاصه)',
    open: 'دیدن هشدار',
    openConsole: 'باز کردن کنسول',
    byModel: 'تحلیل هوش مصنوعی',
    byRules: 'تحلیل‌کننده',
    test: 'پیام آزمایشی AlertFlow. مشکلی پیش نیامده است.',
    event: {
      escalated: '⬆ بدتر شده است',
      reopened: '↩ دوباره برگشته است',
      flapping: '↔ ناپایدار: می‌آید و می‌رود. تغییرهای بعدی همین‌جا بدون پیام تازه دیده می‌شود',
      reminder: '⏰ یادآوری: هنوز کسی آن را نپذیرفته است',
    },
    eventShort: { escalated: 'بدتر', reopened: 'بازگشت', flapping: 'ناپایدار', reminder: 'یادآوری' },
    acknowledgedBy: 'پذیرفته شد به دست',
    resolvedBy: 'برطرف شد به دست',
    resolvedAfter: 'برطرف شد پس از',
    openFor: 'باز به مدت',
    alerts: ['# هشدار', '# هشدار'],
    repeats: ['# تکرار عین هم که گفته نشد', '# تکرار عین هم که گفته نشد'],
    conditions: ['# وضعیت', '# وضعیت'],
    lastChange: 'آخرین تغییر',
    isFlapping: 'ناپایدار',
    isStale: 'مدت‌هاست خبری از آن نرسیده',
    isAcknowledged: 'پذیرفته‌شده',
    problem: 'مشکل',
    members: 'هشدارهای آن',
    earlierAlert: 'دربارهٔ هشداری پیش‌تر',
    storm: 'توفان هشدار',
    stormContinued: 'توفان هشدار، ادامه',
    stormOver: 'توفان تمام شد',
    stormSince: 'از',
    stormFromTo: 'از – تا',
    stillOpen: 'هنوز باز',
    resolvedCount: 'برطرف‌شده',
    senders: 'فرستنده‌ها',
    more: 'و # مورد دیگر',
    noHost: '(بدون میزبان)',
    inConsole: 'همه در کنسول است.',
    possibleRepeat: 'شاید تکراری باشد: معلوم نیست ارسال پیشین رسیده است یا نه.',
    cut: 'کوتاه شده است. متن کامل در کنسول است.',
  },
};

export const words = (language: Language): NotificationWords => table[language];
