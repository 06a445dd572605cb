/**
 * The plain signals of alert mails, as tables: kinds and states by words and tags, severities by words, categories by
 * subject matter. Patterns read folded text (lower case; Persian ye and kaf unified, no zero-width joiners).
 */
import type { Category, Kind, Severity, State } from '../../../src-shared/vocabulary.ts';

/** Any of the words, standing alone in any script. `|` separates, `~` stands for a word's further letters. */
const words = (list: string): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}_])(?:${list.replaceAll('~', '[\\p{L}]{0,12}')})(?![\\p{L}\\p{N}_])`, 'u');

export interface KindSignal {
  kind: Kind;
  state: State;
  /** True where the tool says it in so many words: a tag, a fixed form. */
  isStated: boolean;
  pattern: RegExp;
}

/** Of the subject; the first that fits holds, so what lies comes before what it lies about. */
export const subjectKinds: readonly KindSignal[] = [
  {
    kind: 'acknowledgement',
    state: 'firing',
    isStated: true,
    pattern: words(
      'acknowledge~|ack|acked|ack(?:nowledged)? by|bestätigt|quittiert|pris(?:e)? en charge|подтвержден[ао]?|تایید شد',
    ),
  },
  {
    kind: 'flapping',
    state: 'info',
    isStated: true,
    pattern: words('flapping ?(?:stop|end|disabled)~|stopped flapping'),
  },
  { kind: 'flapping', state: 'firing', isStated: true, pattern: words('flapping~') },
  {
    kind: 'downtime',
    state: 'info',
    isStated: true,
    pattern: words(
      'downtime~|maintenance (?:started|ended|window|mode|begins?|ends?)|(?:scheduled|planned) maintenance|(?:geplante )?wartung~|تعمیرات برنامه ریزی شده',
    ),
  },
  {
    kind: 'bounce',
    state: 'info',
    isStated: true,
    pattern: words(
      'undeliver~|undelivered mail|delivery status notification|returned mail|mail delivery (?:failed|failure|subsystem)|failure notice|delivery failure',
    ),
  },
  {
    kind: 'problem',
    state: 'firing',
    isStated: true,
    pattern:
      /\[[^\p{L}\]]{0,6}(?:firing|problem|alarm|alerting|triggered|down|failed|failure)(?::\d+|\b[^\]]{0,40})?\]|(?:\bto|->|=>|→) (?:red|yellow|orange|alarm|crit(?:ical)?|warn(?:ing)?|down|unknown|unreachable|failed|degraded|error|high|idle|disconnected|offline|not ?ready|health_(?:warn|err))(?=$|[\s).,:;!])|^(?:\*+ )?problem\b|^(?:re: )?alarm:|^(?:new )?problem:|^triggered:|^fired:|^st[öo]rung\b|\[new(?: alert| problem| incident)?\]|^(?:new alert|alert raised)\b|^(?:probl[eè]me?|проблема|problema)\s?:|(?<=^|\s)\+[os]down\b/u,
  },
  {
    kind: 'recovery',
    state: 'resolved',
    isStated: true,
    pattern:
      /\[[^\p{L}\]]{0,6}(?:resolved|recovery|recovered|ok|up|cleared|closed)(?::\d+|\b[^\]]{0,40})?\]|(?:\bto|->|=>|→) (?:green|normal|ok|up|clear(?:ed)?|good|healthy|online|optimal|established|connected|health_ok)(?=$|[\s).,:;!])|^(?:\*+ )?recovery\b|^resolved\b|^(?:all )?ok(?::| -)|^recovered:|(?:^|: ?)clear(?:ed)?\b|^deactivated:|^reset:|^alert reset\b|^behoben\b|^entwarnung\b|^gelöst:|^(?:résolu|rétablie?|rétablissement|retour à la normale|решено|восстановлен[ао]?|восстановление|resuelt[oa]|recuperad[oa]|risolt[oa]|ripristinat[oa]|hersteld|opgelost)(?![\p{L}])|(?<=^|\s)-[os]down\b|^رفع (?:مشکل|اختلال|خطا|هشدار)/u,
  },
  {
    kind: 'problem',
    state: 'firing',
    isStated: false,
    pattern: words(
      'not ?ready|not (?:ok|recovered|resolved|restored|running|responding|available|reachable|found)|(?:failed|unable) to (?:recover|restore|start|connect)|unresolved|still (?:down|failing|firing|critical)|(?:restore|recovery|restoration) (?:failed|failure|error)|برطرف نشد~|وصل نشد|ناموفق|fehlgeschlagen|nicht (?:erreichbar|verfügbar|gestartet|möglich)|недоступ[\\p{L}]{0,6}|не (?:доступ|отвеча|работа)[\\p{L}]{0,6}|indisponible|injoignable|hors service|no (?:responde|disponible)|non raggiungibile',
    ),
  },
  {
    kind: 'recovery',
    state: 'resolved',
    isStated: false,
    pattern: words(
      'resolved|recovered|recovery|cleared|restored|back (?:to normal|online|up)|is (?:now )?(?:ok|up|online|healthy)|(?:has|power) returned|returned to normal|no longer (?!avail|reach|respond|runn|work|connect|access|exist|mount|visible|found|supported|valid|function)[\\p{L}]+|connection succeeded|ended|repaired(?! \\d)|reconnected|re-?established|reachable again|available again|online again|(?:utility|mains|power|input|connection|link|service|communication|access)[\\p{L} ]{0,24} (?:is back|restored|returned|re-?established)|link ?up|(?:ok|normal|connected|online|up|available|reachable|running|healthy|working|present|alive|stable|active|ready) again|health ok|(?:tunnel|connection|session|link|peering|neighbou?r|adjacency|vpn|peer)[\\p{L}\\p{N} _.-]{0,40} (?:established|up)|now active|(?:issue|incident|alert|alarm|problem|case|condition)[\\p{L}\\p{N} #-]{0,20} (?:closed|cancell?ed|deactivated|over)|deassert~|alarm off|läuft wieder|wieder in betrieb|funktioniert wieder|back (?:in range|within|below|above|under|in service|to work)|(?:is|are) (?:now )?(?:back|connected|reachable|available|running|normal|restored|healthy|working)(?! since)|reconnected|within (?:limits|range|normal)|dismissed|wieder (?:erreichbar|online|verfügbar|ok|normal|da|hergestellt)|wiederhergestellt|behoben|gelöst|entwarnung|wieder (?:vorhanden|aktiv|verbunden|im|in ordnung|innerhalb)|normalbetrieb|retour à la normale|rétablie?s?|de nouveau (?:disponible|opérationnel|en ligne|accessible)~|résolue?s?|восстановл~|доступен|решен[ао]?|устранен[ао]?|в норме|recuperad[oa]|restablecid[oa]|resuelt[oa]|ripristinat[oa]|risolt[oa]|hersteld|opgelost|came (?:back )?up|came back|caught up|(?:interface|iface|link|port|host|node|device|tunnel|peer|neighbou?r|gateway|server|site|website|uplink)[^|]{0,60}(?<!ing|goes|backed|piled)[ :=]up(?=$| \\||[.!)])|ifup|برطرف~|حل شد|رفع شد~|بازیابی شد|وصل شد|بهبود یافت|عادی شد|به حالت عادی|در دسترس است|در دسترس قرار گرفت|دوباره (?:وصل|برقرار|متصل|فعال)~|برقرار شد|رفع مشکل|(?:دوباره|مجددا) [\\p{L} ]{0,20}(?:شد|است)|به حالت (?:عادی|نرمال) (?:بازگشت|برگشت)|نرمال شد',
    ),
  },
  {
    kind: 'report',
    state: 'info',
    isStated: false,
    pattern: words(
      '(?:daily|weekly|monthly|nightly|hourly) (?:report|summary|digest|status|statistics)|logwatch|(?:status|summary|usage) report|digest|newsletter|(?:daily|weekly|monthly|nightly) [\\p{L}]{3,20} (?:report|summary|overview)|report (?:for|of)|(?:tages|wochen|monats)bericht|bericht|گزارش(?: روزانه| هفتگی| ماهانه)?',
    ),
  },
];

/** Trouble words that say there is none: `0 errors`, `no known data errors`, `without problems`. */
export const negatedTrouble =
  /(?<![\p{L}\p{N}])(?:errors?|fail(?:ure|ed)s?|problems?|warnings?|alerts?|infected(?: files)?|lost|dropped|crit(?:ical)?|fehler|warnungen|تعداد خطا|خطا)\s*[:=]\s*(?:0|none|no|keine?)(?![\p{L}\p{N}.,]?[\p{L}\p{N}])|(?<![\p{L}\p{N}.,-])(?:0|no|zero|without(?: any)?|not? any|بدون)(?: [\p{L}]{1,15}){0,2} (?:errors?|fail(?:ure|ed)s?|problems?|warnings?|alerts?|issues?|threats?|virus(?:es)?|infections?|خطا|مشکل)(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])(?:keine?|ohne) (?:[\p{L}]{1,15} ){0,2}(?:fehler|fehlern?|warnung(?:en)?|probleme?)(?![\p{L}\p{N}])/gu;

/** Of the text's own fields, like `Notification Type: RECOVERY` or `Status: firing`. */
export const stateFields = [
  'notification type',
  'type',
  'monitor condition',
  'alert state',
  'alert status',
  'event type',
  'new state',
  'new status',
  'event',
  'result',
  'zustand',
  'ergebnis',
  'type de notification',
  'état',
  'estado',
  'состояние',
  'статус',
  'alarm state',
  'alarm status',
  'alert condition',
  'current status',
  'monitor state',
  'trigger status',
  'current state',
  'monitor status',
  'health status',
  'state',
  'status',
  'وضعیت',
];

export const stateFieldValues: readonly KindSignal[] = [
  { kind: 'acknowledgement', state: 'firing', isStated: true, pattern: words('acknowledge~') },
  { kind: 'flapping', state: 'firing', isStated: true, pattern: words('flapping~') },
  { kind: 'downtime', state: 'info', isStated: true, pattern: words('downtime~') },
  // `Lower Critical - going low (Deasserted)`: of which limit it is over.
  { kind: 'recovery', state: 'resolved', isStated: true, pattern: words('de-?assert~') },
  {
    kind: 'problem',
    state: 'firing',
    isStated: true,
    pattern: words(
      'problem|firing|alarm|alerting|triggered|down|critical|warning|unknown|unreachable|failed|failure|failing|error|degraded|faulted|offline|trouble|fired|alert|critical|red|yellow|incomplete|missing|fehler|fehlgeschlagen|gestört|ausgefallen|probl[eè]me|critique|alerte|panne|échec|проблема|недоступ~|авария|problema|caíd[oa]|crític[oa]|بحرانی|هشدار|قطع|خطا|ناموفق',
    ),
  },
  {
    kind: 'recovery',
    state: 'resolved',
    isStated: true,
    pattern: words(
      'recovery|recovered|resolved|cleared|clear|green|repaired|restored|behoben|rétabli~|résolu~|решен[ао]|восстановл~|устранен[ао]?|recuperad[oa]|resuelt[oa]|برطرف~|حل شد|رفع شد',
    ),
  },
  {
    kind: 'recovery',
    state: 'resolved',
    isStated: false,
    pattern: words('ok|up|normale?|good|healthy|доступен|в норме|وصل|عادی'),
  },
];

/** Who tries out how mail comes through writes of mail and of nothing else. */
const mailTrials =
  'php mail|sendemail|s-?nail|msmtp|ssmtp|nullmailer|mutt|bsmtp|smtplib|8-?bit|quoted-printable|base64|charset|crlf|bare lf|no (?:date|from|subject|message-id)|curl|swaks|telnet|netcat|mailx|sendmail|smtp|multipart|attachment|mime|testmail|test-?mail|utf-?8|unicode|umlauts?';

/** Words that speak of trouble or of none, most severe first. Uppercase ones and tags in a subject count as stated. */
export const severitySignals: readonly { severity: Severity; pattern: RegExp }[] = [
  {
    severity: 'critical',
    pattern: words(
      'critical|crit|disaster|emergency|emerg|fatal|panic|catastrophic|(?:is|went|host|service|server|site) down|down|crashed|data loss|out of (?:memory|space)|no space left|on fire|compromised|to red|ransomware|overheat~|(?:power|mains|utility)(?: input)? (?:failure|fail(?:ed)?|outage|lost|loss)|(?:on|running on) battery|stromausfall|batteriebetrieb|raid (?:failed|failure)|going critical|upper critical|lower critical|unrecoverable|non-recoverable|odown|split[- ]brain|kritisch~|netzausfall|notfall|critique|crític[oa]|en panne|hors service|injoignable|caíd[oa]|авари~|критич~|недоступ~|упал[ао]?|ausgefallen|بحرانی|حیاتی|اضطراری|فاجعه|از کار افتاد~|از دسترس خارج|قطع برق|برق قطع|روی باتری|قطعی برق',
    ),
  },
  {
    severity: 'high',
    pattern: words(
      'error(?! ?(?:rate|count|ratio|budget|threshold))|errors(?! (?:per|rate))|err|degraded~|fail|failed|fails|failing|failure|failures|faulted|fault|severe|major|high(?! (?:load|usage|cpu|memory|mem|ram|swap|lag|error|errors|latency|traffic|temp|temperature|replication|disk|iowait|utili[sz]ation|number|rate|response|queue|packet|volume|count|water))|urgent|unreachable|unavailable|not (?:available|running|responding|reachable)|offline|lost|refused|timed? ?out|timeout|denied|exception|traceback|segfault|oom|corrupt~|dead|died|broken|abort~|expired|breach|attack|intrusion|malware|virus|unauthori[sz]ed|does not exist|not in sudoers|incorrect password|disconnected|not answer~|(?:does|do|did) not (?:answer|respond|reply)|no (?:answer|response|reply|heartbeat|contact)|trouble|link ?down|crashloopbackoff|back-?off|oomkilled|evicted|killed process|rejected|unhealthy|suspended|stalled|stuck|hung|hanging|frozen|forced|leak~|smoke|flood~|intruder|panic|blocked|exhausted|lost contact|loss|not ?ready|health err|mismatch|quarantined|infected|trojan|threat detected|terminated|fehler|fehlgeschlagen|nicht (?:erreichbar|verfügbar|gestartet)|antwortet(?: seit [^.]{1,20})? nicht|störung|gestört|unterbrochen|defekt|ausfall|verweigert|abgebrochen|herabgestuft|stillstand|échec|échou~|erreur|arrêtée?s?|indisponible|insuffisante?s?|fallo|fallid[oa]|no responde|ошибк~|сбой|отказ|не (?:отвечает|работает)|errore|fallito|mislukt|storing|خطا|خطای|ناموفق|قطع|خرابی|خراب|شکست|در دسترس نیست|کافی نیست|نفوذ|حمله|پاسخ نمی ?دهد',
    ),
  },
  {
    severity: 'medium',
    pattern: words(
      'warning|warn|to yellow|(?:service|thread|process|replication|daemon|slave|replica|instance|vm|database|listener|agent|server)[\\p{L}\\p{N} "\'_.-]{0,40} (?:has |was |is )?stopped|blacklist~|blocklist~|long[- ]running|needs? to be [\\p{L}]{3,20}|violations?|alarm active|(?:alarm|alert|rule|fault)[^:\\n]{0,60} is active|mismatch|average|moderate|unknown|exceed~|above|over|threshold|limit|security|high (?:load|usage|cpu|memory|lag)|slow|lag|latency|stale|missing|expir~|full|low (?:space|memory|battery)|retry~|reboot required|packages? on hold|pending|predictive|suspicious|degrading|incomplete|failover|switchover|switched over|transferred to (?:source|secondary|backup|bypass|standby)|locked out|detected|found on|outdated|out of date|jam|papierstau|paper jam|too (?:high|low|many|much|few|long|warm|hot|cold|slow|old)|deferred|backlog|queued|stale|overdue|flap~|spike|anomal~|unusual|deviation|drift|offset|skipped|(?:is|are|needs? to be|must be|should be) replaced?|replace|cleaning required|(?:action|attention|cleaning|maintenance|intervention|replacement) (?:required|needed)|usage|utili[sz]ation|alerte|avertissement|dépass~|seuil|saturée?|aviso|advertencia|umbral|alerta|предупрежд~|превыш~|мало места|проблема|waarschuwing|avviso|soglia|entering (?:master|backup|fault)|became (?:master|primary|active|leader)|warnung|achtung|zu (?:hoch|niedrig|warm|heiß|kalt|langsam)|überschritten|fast voll|voll|läuft ab|alert|alarm|هشدار|اخطار|پر شد~|کند|نزدیک به|از حد|بیش از|کمتر از|رسید|بالا رفت|گذشت|نشت',
    ),
  },
  { severity: 'low', pattern: words('minor|notice|low') },
  {
    severity: 'info',
    pattern: words(
      `info|information~|success|erfolgreich|abgeschlossen|bericht|successful|successfully|succeeded|completed?|finished|passed|started|stopped|test|hello|ok|up|normal|restored|report|banned|réussie?s?|terminée?s?|succès|finalizad[oa]|completad[oa]|éxito|успешно|заверш~|geslaagd|voltooid|completato|موفق|موفقیت|انجام شد|تکمیل شد|آزمایش~|اطلاع|${mailTrials}`,
    ),
  },
];

/** What a mail without trouble words is about: start and stop notices, tests, finished jobs. */
export const quietKinds: readonly { kind: Kind; pattern: RegExp }[] = [
  {
    kind: 'lifecycle',
    pattern: words(
      'start~|stop~|shut ?down|reboot~|restart~|boot~|instance changed|upgrade~|update~|installed|login|logged in|neustart|neu gestartet|gestartet|راه ?اندازی',
    ),
  },
  {
    kind: 'report',
    pattern: words(
      'report|summary|success~|succeeded|complet~|finished|passed|bericht|erfolgreich|abgeschlossen|réussie?s?|terminée?s?|succès|finalizad[oa]|completad[oa]|успешно|заверш~|applied|passed|ok|گزارش|موفق~|انجام شد|تکمیل شد',
    ),
  },
  { kind: 'other', pattern: words(`test|testing|hello|ping|آزمایش~|تست|سلام|${mailTrials}`) },
];

/** What a person's mail program answers by itself, whatever it quotes: nobody's alert. */
export const autoReply =
  /^(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response|antwort)|out of (?:the )?office|away from (?:the )?office|automatische antwort|abwesenheit(?:snotiz|sassistent)?|réponse automatique|absence(?: du bureau)?|respuesta automática|risposta automatica|automatisch antwoord|автоответ|پاسخ خودکار)(?![\p{L}])/u;

/** Advertising that speaks of alerts; it always offers to be sent no more. */
export const promotion = words(
  'newsletter|webinar|whitepaper|white paper|e-?book|tips|customer story|case study|register (?:now|today)|join us|free trial|upgrade to (?:pro|premium)|what.s new|product updates?|special offer|\\d{1,2} ?% off|save the date',
);
export const unsubscribing = words(
  'unsubscribe|opt[- ]out|abbestellen|abmelden|se désabonner|désinscrire|darse de baja|отписаться|لغو اشتراک',
);

/** Mail of a ticket system about a ticket: `[JIRA] (OPS-812) ...`, `[Ticket#4711] ...`. */
export const ticketMark =
  /^\[?(?:jira|ticket|case|request|issue|task|redmine|otrs|zammad|rt)\]?\s{0,2}(?:[#:]\s?[\p{L}\d-]{1,24}\]?|\([a-z][a-z\d]{1,9}-\d{1,7}\))|^\[[\p{L}\d ._-]{2,30} #\d{1,9}\]/u;

/** Subject counts three times. Of equals the earlier holds. */
export const categorySignals: readonly { category: Category; pattern: RegExp }[] = [
  { category: 'phishing', pattern: words('phish~|spoof~|impersonat~|فیشینگ') },
  {
    category: 'backup',
    pattern: words(
      'backup~|back ?up|rsync|restic|borg~|bacula|veeam|vzdump|duplicity|snapshot~|dump|restore~|datensicherung|sicherung|پشتیبان|پشتیبان ?گیری|پشتیبانگیری',
    ),
  },
  {
    category: 'database',
    pattern: words(
      'database~|db|mysql|mariadb|postgres~|pgsql|oracle|mssql|mongo~|redis|replication|replica|deadlock|query|queries|tablespace|wal|پایگاه داده|دیتابیس',
    ),
  },
  {
    category: 'security',
    pattern: words(
      'security|intrusion|attack~|malware|virus|rootkit|ids|ips|fail2ban|ban|banned|firewall|vulnerab~|cve|wazuh|exploit~|brute ?force|jail|sudoers|certificate~|امنیت|امنیتی|نفوذ|حمله|بدافزار',
    ),
  },
  {
    category: 'auth',
    pattern: words(
      'login|logins|auth|authentication|password|sshd?|ldap|kerberos|sudo|account~|credential~|ورود|رمز|گذرواژه',
    ),
  },
  {
    category: 'dns',
    pattern: words('dns|bind|named|nameserver|resolver|nxdomain|zone transfer|unbound|دامنه'),
  },
  {
    category: 'virtualization',
    pattern: words(
      'virtual machines?|vms|vcenter|vsphere|esxi?|proxmox|qemu|kvm|hypervisor|hyper-v|container|docker|kubernetes|k8s|pod|pods|lxc|مجازی~',
    ),
  },
  {
    category: 'hardware',
    pattern: words(
      'ups|usv|battery|batterie|stromausfall|power|pdu|toner|printer|drucker|idrac|psu\\d*|inlet|temperature|temp|fan|psu|sensor~|ipmi|idrac|ilo|bmc|dimm|ecc|smart error|hardware|chassis|voltage|overheat~|باتری|برق|دما|سخت ?افزار',
    ),
  },
  {
    category: 'storage',
    pattern: words(
      'disks?|drives?|festplatte|platte|diskfull|disk ?space|filesystem|file ?system|rootfs|fs|volume|raid|mdadm|md\\d+|zfs|zpool|pool|smart|smartd|inodes?|storage|nas|san|lun|partition|mount(?:point)?|scrub|resilver|space usage|sectors?|دیسک|فضا|فضای|ذخیره ?سازی|هارد',
    ),
  },
  {
    category: 'network',
    pattern: words(
      'network|link|interface|port|ping|packet~|bgp|ospf|vpn|router|switch|latency|unreachable|erreichbar|trunk|tunnel|ipsec|wi-?fi|snmp|bandwidth|tcp|connection|wan|lan|eth\\d+|bandwidth|gateway|شبکه|اتصال|ارتباط|اینترنت',
    ),
  },
  {
    category: 'service',
    pattern: words(
      'services?|servicedown|https?|web|nginx|apache|process|daemon|app|application|api|url|site|website|haproxy|backend|jenkins|build|pipeline|deploy~|queue|worker|smtp|imap|mail|systemd|unit|سرویس|برنامه|وب|سایت|صف',
    ),
  },
  {
    category: 'system',
    pattern: words(
      'system|cpu|highcpu|load|memory|mem|ram|swap|kernel|oom|reboot|host|server|agent|uptime|ntp|clock|updates?|cron|logs?|logwatch|logcheck|سیستم|سامانه|پردازنده|حافظه|سرور',
    ),
  },
];
