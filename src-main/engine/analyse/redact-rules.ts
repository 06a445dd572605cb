/**
 * What secrets look like in mails of machines, as a table: the kind, the pattern, and which group of it is the secret (the
 * whole match without one). Asked in this order, most certain first. Made for recall: a number too much that the model
 * does not see costs little, a password that leaves the house a lot. All patterns are linear: bounded repeats, starts at
 * the beginning of a word.
 */

export interface SecretRule {
  kind: string;
  pattern: RegExp;
  /** The group that is replaced; what stands around it stays. */
  group?: number;
  /** A further look at what was found; false leaves it. */
  accept?: (value: string) => boolean;
}

/** Formats that say by themselves what they are. */
const tokenFormats: [kind: string, ...patterns: RegExp[]][] = [
  ['jwt', /(?<![\w-])ey[IJ][\w-]{8,2000}(?:\.[\w-]{4,4000}){1,4}/g],
  ['aws', /(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA|AROA|AIDA)[A-Z0-9]{12,124}(?![A-Za-z0-9])/g],
  ['github', /(?<!\w)(?:gh[pousr]_\w{16,255}|github_pat_\w{20,255})/g],
  [
    'gitlab',
    /(?<![\w-])(?:gl(?:pat|dt|rt|cbt|ptt|ft|oas|soat|imt|agent|ffct)-[\w.-]{10,255}|GR1348941[\w-]{15,40})/g,
  ],
  [
    'slack',
    /(?<!\w)xox[a-z](?:\.xox[a-z])?-[\w-]{8,255}/g,
    /(?<!\w)xapp-[\w-]{10,255}/g,
    /hooks\.slack\.com\/(?:services|workflows|triggers)\/[\w/-]{10,200}/g,
  ],
  ['telegram', /(?<!\d)\d{6,12}:[\w-]{30,50}(?![\w-])/g],
  [
    'google',
    /(?<![\w-])AIza[\w-]{30,45}/g,
    /(?<![\w-])ya29\.[\w.-]{20,2000}/g,
    /(?<![\w-])GOCSPX-[\w-]{15,60}/g,
    /(?<!\w)1\/\/0[\w-]{30,200}/g,
  ],
  ['stripe', /(?<!\w)(?:[srp]k_(?:live|test)|whsec|rkcs_live)_[\w+/=]{10,255}/g],
  [
    'api-key',
    /(?<![\w-])sk-(?:proj-|ant-|or-|svcacct-|admin-|live-)?[\w-]{16,255}/g,
    /(?<!\w)hf_[A-Za-z0-9]{20,60}/g,
    /(?<!\w)npm_[A-Za-z0-9]{20,60}/g,
    /(?<!\w)pypi-[\w-]{30,300}/g,
    /(?<!\w)do[opr]_v1_[a-f0-9]{32,80}/g,
    /(?<![\w.])SG\.[\w-]{10,80}\.[\w-]{20,120}/g,
    /(?<!\w)SK[0-9a-f]{32}(?!\w)/g,
    /(?<!\w)key-[0-9a-f]{32}(?!\w)/g,
    /(?<!\w)shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{20,60}/g,
    /(?<![\w.])(?:hv[sbr]|[sbr])\.(?=[\w-]*\d)[A-Za-z0-9_-]{24,300}/g,
    /(?<!\w)dapi[0-9a-f]{30,40}/g,
    /(?<!\w)ATATT3[\w=-]{20,300}/g,
    /(?<!\w)(?:glsa|glc)_[\w=]{16,300}/g,
    /(?<!\w)dckr_(?:pat|oat)_[\w-]{20,60}/g,
    /(?<!\w)(?:NRAK|NRAL|NRJS)-[A-Z0-9]{16,60}/g,
    /(?<!\w)lin_(?:api|oauth)_\w{20,80}/g,
    /(?<!\w)PMAK-[\w-]{20,120}/g,
    /(?<!\w)sq0[a-z]{3}-[\w-]{20,80}/g,
    /(?<!\w)EAAA[\w-]{50,100}/g,
    /(?<!\w)rubygems_[0-9a-f]{30,60}/g,
    /(?<!\w)sntry[su]_[\w=+/.-]{20,400}/g,
    /(?<!\w)tskey-[\w-]{16,120}/g,
    /(?<!\w)pul-[0-9a-f]{30,60}/g,
    /(?<!\w)fo1_[\w-]{20,80}/g,
    /(?<!\w)FlyV1 fm\d_[\w+/=,-]{20,800}/g,
    /(?<!\w)r8_[A-Za-z0-9]{20,60}/g,
    /(?<!\w)(?:gsk|xai|pplx|nvapi|fw|co|AGPA)[_-][\w-]{24,120}/g,
    /(?<!\w)[MNO][\w-]{22,28}\.[\w-]{6}\.[\w-]{27,45}/g,
  ],
  [
    'webhook',
    /discord(?:app)?\.com\/api\/(?:v\d{1,2}\/)?webhooks\/\d{10,25}\/[\w-]{20,120}/gi,
    /webhook\.office\.com\/[\w@/-]{20,400}/gi,
    /hc-ping\.com\/[\w/-]{16,120}/gi,
    /events\.pagerduty\.com\/integration\/[0-9a-f]{16,64}/gi,
  ],
  [
    'private-key',
    /(?<![A-Za-z0-9])AGE-SECRET-KEY-1[A-Z0-9]{20,120}/gi,
    /(?<![A-Za-z0-9+/])LS0tLS1CRUdJTi[A-Za-z0-9+/=]{10,20000}(?:\r?\n[A-Za-z0-9+/=]{16,200}){0,400}/g,
    /(?<![A-Za-z0-9+/])b3BlbnNzaC1rZXkt[A-Za-z0-9+/=]{10,20000}(?:\r?\n[A-Za-z0-9+/=]{4,200}){0,400}/g,
    /(?<![A-Za-z0-9+/])MI[IG][A-Za-z0-9][A-Za-z0-9+/]{56,20000}={0,2}(?:\r?\n[A-Za-z0-9+/=]{4,200}){0,400}/g,
  ],
  [
    'password-hash',
    /\$(?:1|2[abxy]?|5|6|7|y|gy|md5|sha1|argon2[a-z]{1,2}|pbkdf2[\w-]{0,12}|scrypt|apr1|[PHS])\$[^\s:,"'<>|]{8,300}/g,
    /(?<![0-9a-f])[0-9a-f]{32}:[0-9a-f]{32}:::/gi,
  ],
];

// --- names and what follows them

/** Words whose value is a secret whatever it looks like. */
const strongWords = [
  String.raw`p[a4@]s[s$][-_ ]?w[o0]?rds?`,
  'pw',
  'clave',
  'heslo',
  'hasło',
  '密码',
  '密碼',
  'パスワード',
  'كلمة (?:المرور|السر)',
  'parola(?:nız|niz)?',
  'passwd',
  'passwort',
  'kennwort',
  String.raw`pass[-_ ]?phrases?`,
  String.raw`pass[-_ ]?code`,
  String.raw`pwd(?!=\/)`,
  '(?<!lib)secrets?',
  String.raw`(?:access|auth|bearer|refresh|session|api|id|bot|csrf|xsrf|security|service|registration|deploy|personal|jwt|oauth2?)?[-_ ]?token`,
  String.raw`api[-_ ]?keys?`,
  String.raw`(?:access|auth|private|signing|encryption|master|secret|account|shared|shared[-_ ]?access|license|licence|app|application|integration|routing|client|storage|webhook|session|recovery|decryption|hmac|pre[-_ ]?shared|wpa|wep|host|user|admin|root|service|ssh|pgp|gpg|tls|ssl|vpn|aws|gcp|azure)[-_ ]?(?:access[-_ ]?)?keys?(?:[-_ ]?(?:id|material|data|b64|base64|pem|value))?`,
  'credentials?',
  'psk',
  String.raw`mot[-_ ]?de[-_ ]?passe`,
  'contrase(?:ñ|n)a',
  'senha',
  'wachtwoord',
  'пароль',
  'şifre',
  String.raw`(?:رمز|کلمه|كلمه|کلمهٔ|کلمه‌ی|واژه)[ \u200c]?(?:ی )?(?:عبور|ورود|گذر)`,
  String.raw`گذر[ \u200c]?واژه`,
  String.raw`پسورد`,
  String.raw`رمز(?: یکبار مصرف| دوم| پویا)?`,
  'توکن',
  String.raw`کلید[ \u200c](?:خصوصی|محرمانه|رمز|دسترسی|(?:ای[ \u200c]?پی[ \u200c]?آی|api))`,
  'راز',
].join('|');

const wordStart = String.raw`(?<![\p{L}\p{N}_.-])`;
/** A variable, key or label with such a word in it: `DB_PASSWORD`, `spring.datasource.password`, `Root password`. */
const strongName = String.raw`${wordStart}[A-Za-z0-9_.-]{0,60}?(?:${strongWords})(?:[_-][A-Za-z0-9_.-]{1,40}|\d{1,2})?(?![\p{L}\p{N}])`;
const assigns = String.raw`["'\x60\]]{0,3}[ \t]{0,4}(?:=>|:=|==?|:|->|→|＝|：|\|)[ \t]{0,40}`;
const quoted = String.raw`"(?:[^"\\\n]|\\.){1,600}"?|'(?:[^'\\\n]|\\.){1,600}'?|\x60[^\x60\n]{1,600}\x60|«[^»\n]{1,300}»|“[^”\n]{1,300}”`;
const bare = String.raw`[^\s"'\x60<>«»“”]{1,600}`;

/** What stands behind such a name without being its value. */
const noValues = new Set(
  (
    'for from is was were be been are has have had not no in on at of by to with and or the a an this that it its as if when ' +
    'incorrect invalid wrong bad expired expires expire expiring expiry failed fails failing failure failures error errors ' +
    'required requires missing empty none null nil undefined true false yes enabled disabled ok okay valid accepted rejected ' +
    'denied unknown n/a na authentication auth authenticate authenticated authorization attempt attempts check checks prompt ' +
    'policy must cannot could will would may might should mismatch mismatched hidden redacted masked change changed changes ' +
    'reset rotated rotation updated created deleted revoked added removed set unset used using via login logins unchanged ' +
    'successful success succeeded ok, ok. name file path url type manager store policy, ' +
    'نامعتبر نادرست اشتباه منقضی است شد شده باید را و از برای'
  ).split(/\s+/),
);
const placeholderLike =
  /^(?:\*{2,}|x{3,}|•{2,}|\.{2,}|-{1,}|_{2,}|\[[A-Z]+_\d+\]|\[(?:redacted|filtered|hidden|masked|removed)\]|<[^>]{0,40}>|\$\{?[A-Za-z_]\w{0,60}\}?|\{\{.{0,60}\}\}|%\(?\w{1,40}\)?s?%?)[.,;:]?$/i;

const trimmed = (value: string): string => value.replace(/^["'`«“]+|["'`»”.,;:!)\]}]+$/gu, '');

/** False for words that speak about a secret instead of being one. */
const isValue = (value: string): boolean => {
  const text = trimmed(value);
  return text !== '' && !placeholderLike.test(text) && !noValues.has(text.toLowerCase());
};

const firstWordIsValue = (value: string): boolean => isValue(value.trim().split(/\s/, 1)[0] ?? '');

/** Letters and digits or signs mixed, as people's words are not. */
const looksMade = (value: string): boolean => {
  const text = trimmed(value);
  return text.length >= 6 && /\d/.test(text) && /\p{L}/u.test(text) && isValue(value);
};

const bitsPerChar = (text: string): number => {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
};

/** Long, mixed and without a pattern: a key that nobody named. Digests (hex) and names with separators are none. */
const looksRandom = (text: string): boolean =>
  /[a-z]/.test(text) &&
  /[A-Z]/.test(text) &&
  (text.match(/\d/g)?.length ?? 0) >= 2 &&
  !/[a-z]{9,}/.test(text) &&
  bitsPerChar(text) >= 4.2;

/** Forty characters of all sorts, as AWS makes them; not a digest and not a path of words. */
const looksLikeAwsSecret = (text: string): boolean =>
  /[a-z]/.test(text) &&
  /[A-Z]/.test(text) &&
  /\d/.test(text) &&
  !/[a-z]{8,}/.test(text) &&
  bitsPerChar(text) >= 4.2;

const benignVariables = new Set(
  (
    'PATH HOME SHELL LANG LANGUAGE TERM PWD OLDPWD USER LOGNAME USERNAME HOSTNAME HOST SHLVL EDITOR VISUAL PAGER TZ MAIL ' +
    'DISPLAY COLORTERM LS_COLORS MANPATH TMPDIR TMP TEMP NODE_ENV LC_ALL LC_CTYPE LC_TIME XDG_RUNTIME_DIR XDG_SESSION_ID ' +
    'XDG_SESSION_TYPE XDG_SESSION_CLASS XDG_DATA_DIRS PS1 PS2 IFS COLUMNS LINES HISTSIZE HISTFILESIZE HISTCONTROL LESSOPEN ' +
    'LESSCLOSE SUDO_USER SUDO_UID SUDO_GID SUDO_COMMAND MAILTO CRON_TZ JAVA_HOME GOPATH DEBIAN_FRONTEND'
  ).split(' '),
);

const flags = 'giu';
const re = (source: string, more = flags): RegExp => new RegExp(source, more);

const namedRules: SecretRule[] = [
  // https://user:password@host, redis://:password@host, https://token@host
  {
    kind: 'url-password',
    pattern: /(?<![\w+.-])[a-z][a-z0-9+.-]{1,30}:\/\/[^\s/?#"'<>:@]{0,200}:([^\s/"'<>]{1,300})@/giu,
    group: 1,
    accept: (value) => !/^\[SECRET_\d+\]$/.test(value),
  },
  {
    kind: 'url-password',
    pattern:
      /(?<![\w+.-])[a-z][a-z0-9+.-]{1,30}:\/\/[^\s/?#"'<>:@]{0,200}:([^\s"'<>@]{1,300})@(?=[\w.-]+)/giu,
    group: 1,
    accept: (value) => !/^(?:\d{1,5}\/|\[SECRET_)/.test(value),
  },
  { kind: 'url-password', pattern: /:\/\/([^\s/?#"'<>:@[\]]{16,300})@/giu, group: 1 },
  {
    kind: 'url-secret',
    pattern:
      /[?&;#](?:[\w.-]{0,30}(?:token|secret|passw(?:or)?d|passwd|pwd|signature|credential)|(?:x-)?(?:api[-_]?)?key|apikey|auth|sig|code|sessionid|sid|x-amz-\w{5,20})=([^\s&"'<>#]{4,2000})/giu,
    group: 1,
  },
  // Headers, alone on a line or in a command's quotes.
  {
    kind: 'authorization',
    pattern:
      /(?<![\w-])(?:proxy-)?authorization["']?\s{0,3}[:=]\s{0,3}["']?(?:(?:bearer|basic|digest|token|negotiate|ntlm|apikey|bot|aws4-hmac-sha256|hawk|oauth)\s{1,3})?([^\r\n"']{4,4000})/giu,
    group: 1,
    accept: firstWordIsValue,
  },
  {
    kind: 'authorization',
    pattern: /(?<![\w-])(?:bearer|basic)\s{1,3}([A-Za-z0-9._~+/=-]{12,4000})/giu,
    group: 1,
    accept: (value) => /\d|[A-Z].*[a-z].*[A-Z]|=$/.test(value),
  },
  {
    kind: 'cookie',
    pattern: /(?<![\w-])(?:set-)?cookie2?["']?\s{0,3}[:=]\s{0,3}["']?([^\r\n"']{3,4000})/giu,
    group: 1,
    accept: (value) => value.includes('='),
  },
  {
    kind: 'header',
    pattern:
      /(?<![\w-])(?:x-[a-z-]{0,30}(?:key|token|secret|auth|signature)[a-z-]{0,20}|private-token|job-token|deploy-token|api-?key|ocp-apim-subscription-key)["']?\s{0,3}:\s{0,3}["']?([^\r\n"']{3,2000})/giu,
    group: 1,
    accept: firstWordIsValue,
  },
  // Commands.
  {
    kind: 'command',
    pattern:
      /(?<!\w)(?:mysql|mysqldump|mysqladmin|mysqlimport|mariadb|mariadb-dump|mariadb-admin|mycli)\s[^\n|]{0,200}?(?<=\s)-p([^\s-]\S{0,200})/giu,
    group: 1,
  },
  {
    kind: 'command',
    pattern:
      /(?<!\w)(?:sshpass\s{1,3}-p\s{0,3}|redis-cli\s[^\n|]{0,100}?-a\s{1,3}|ldap\w{3,10}\s[^\n|]{0,200}?-w\s{0,3}|ipmitool\s[^\n|]{0,100}?-P\s{1,3}|mosquitto_\w{3}\s[^\n|]{0,200}?-P\s{1,3}|docker\s+login\s[^\n|]{0,200}?-p\s{1,3}|xfreerdp\s[^\n|]{0,200}?\/p:|7z\w?\s[^\n|]{0,100}?-p|zip\s[^\n|]{0,100}?-P\s{1,3}|unzip\s[^\n|]{0,100}?-P\s{1,3}|snmp\w{3,10}\s[^\n|]{0,100}?-[cAX]\s{1,3}|psexec\S{0,10}\s[^\n|]{0,100}?-p\s{1,3}|influx\s[^\n|]{0,100}?-t\s{1,3}|mongo\w{0,10}\s[^\n|]{0,200}?-p\s{1,3})("[^"\n]{1,200}"|'[^'\n]{1,200}'|\S{1,200})/giu,
    group: 1,
  },
  {
    kind: 'command',
    pattern:
      /(?<!\w)(?:curl|wget|http|https|xh|ab|hydra)\s[^\n]{0,400}?(?:-u|--user|--proxy-user|-U|-a)[ =]{1,3}["']?[^\s:"']{1,100}:([^\s"']{1,200})/giu,
    group: 1,
  },
  {
    kind: 'command',
    pattern:
      /(?<!\w)(?:smbclient|mount\.cifs|net|rpcclient)\s[^\n]{0,200}?-U\s{0,3}["']?[^\s%"']{1,100}%([^\s"']{1,200})/giu,
    group: 1,
  },
  { kind: 'command', pattern: /(?<!\w)-?pass(?:in|out|word)?\s{0,3}pass:(\S{1,200})/giu, group: 1 },
  {
    kind: 'command',
    pattern: /(?<!\w)(?:sqlplus\s[^\n]{0,60}?|jdbc:oracle:thin:)[\w$#]{1,60}\/([^\s@/]{1,200})@/giu,
    group: 1,
  },
  {
    kind: 'command',
    pattern:
      /(?<!\w)(?:echo|printf)\s+["']?([^\s"'|]{3,200})["']?\s*\|\s*(?:sudo\s+-S|passwd|chpasswd|cryptsetup|docker login|kinit)/giu,
    group: 1,
  },
  {
    kind: 'command',
    pattern:
      /(?<!\w)identified\s+(?:with\s+\S+\s+)?by\s+(?:password\s+)?("[^"\n]{1,200}"|'[^'\n]{1,200}'|\S{1,200})/giu,
    group: 1,
  },
  {
    kind: 'command',
    pattern: re(
      String.raw`(?<![\w-])--?(?:[a-z0-9]{1,20}-){0,3}(?:password|passwd|passphrase|pass|pwd|token|secret|api-?key|access-key|secret-key|auth-key|authkey|psk)(?:-[a-z]{1,10})?[ =]{1,3}(${quoted}|[^\s-]\S{0,300})`,
    ),
    group: 1,
    accept: isValue,
  },
  // Environment dumps: every value but the harmless ones.
  {
    kind: 'environment',
    pattern:
      /^[ \t>+]{0,8}(?:declare|typeset) -[a-zA-Z]{0,6}x[a-zA-Z]{0,6} (?!(?:LC_|XDG_|LESS|PYTHON(?:PATH|HOME)))([A-Za-z_]\w{0,80}=(?:"(?:[^"\\]|\\[\s\S]){0,2000}"?|\S{0,2000}))/gmu,
    group: 1,
    accept: (value) => !benignVariables.has(value.slice(0, value.indexOf('='))),
  },
  // XML and HTML elements.
  {
    kind: 'password',
    pattern: re(
      String.raw`<[\w:.-]{0,40}(?:passw(?:or)?d|passwd|passphrase|pwd|secret|token|api-?key|privatekey|credential)[\w:.-]{0,30}(?:\s[^>\n]{0,200})?>([^<\n]{1,600})<`,
    ),
    group: 1,
    accept: isValue,
  },
  {
    kind: 'password',
    pattern: re(
      String.raw`(?:key|name)=["'][\w:.-]{0,60}(?:passw(?:or)?d|passwd|pwd|secret|token|api-?key)[\w:.-]{0,30}["']\s{1,5}value=["']([^"'\n]{1,600})["']`,
    ),
    group: 1,
  },
  {
    kind: 'password',
    pattern: re(
      String.raw`(?:"name"|'name'|name)\s{0,3}:\s{0,3}["']?[\w.-]{0,60}(?:passw(?:or)?d|passwd|pwd|secret|token|api_?key)[\w.-]{0,30}["']?\s{0,3}[,\n]\s{0,20}["']?value["']?\s{0,3}:\s{0,3}(${quoted}|${bare})`,
    ),
    group: 1,
    accept: isValue,
  },
  // "Password: the rest of this line" as a label. Words and what stands between them share no character: rulers are lines of
  // one character, and are not to be cut into words in every possible way.
  {
    kind: 'password',
    pattern: re(
      String.raw`^[ \t>*•|-]{0,12}(?:[\p{L}\p{N}./()']{1,40}[ _-]{1,3}){0,8}(?:${strongWords})(?:[ \t]{1,3}(?:\([^)\n]{1,40}\)|شما|is|was|\d{1,2}))?[ \t]{0,10}[:：][ \t]{0,40}(\S[^\n]{0,300})$`,
      'gimu',
    ),
    group: 1,
    accept: firstWordIsValue,
  },
  // The label on one line, the value alone on the next.
  {
    kind: 'password',
    pattern: re(
      String.raw`^[ \t>*•-]{0,12}(?:[\p{L}\p{N}_-]{1,30} ){0,3}(?:${strongWords})[ \t]{0,5}[:：]?[ \t]{0,5}\r?\n[ \t]{0,20}([^\s:]{4,300})[ \t]{0,10}$`,
      'gimu',
    ),
    group: 1,
    accept: looksMade,
  },
  // DB_PASSWORD=x, "token": "x", password => 'x'
  {
    kind: 'password',
    pattern: re(String.raw`${strongName}${assigns}(${quoted}|${bare})`),
    group: 1,
    accept: isValue,
  },
  // Tables of text: the name, a gap, the value.
  {
    kind: 'password',
    pattern: re(String.raw`${strongName}(?:\t{1,5}| {2,30})(${quoted}|${bare})`),
    group: 1,
    accept: looksMade,
  },
  // "the password is x", "with password x", «رمز عبور شما x است»
  {
    kind: 'password',
    pattern: re(
      String.raw`${strongName}[ \t]{1,3}(?:is|was|are|has been|ist|lautet|est|es)(?:[ \t](?:now|set to|changed to|reset to|updated to|jetzt|nun|maintenant|ahora)){0,2}[ \t]{0,3}:?[ \t]{1,3}(${quoted}|${bare})`,
    ),
    group: 1,
    accept: (value) => looksMade(value) || (/^["'`«“]/u.test(value) && isValue(value)),
  },
  {
    kind: 'password',
    pattern: re(
      String.raw`${strongName}[ \t]{1,3}(?:set to|changed to|reset to|updated to|to)[ \t]{1,3}(${quoted}|${bare})`,
    ),
    group: 1,
    accept: looksMade,
  },
  {
    kind: 'password',
    pattern: re(String.raw`${strongName}[ \t]{1,3}(${quoted})`),
    group: 1,
    accept: isValue,
  },
  {
    kind: 'password',
    pattern: re(String.raw`${strongName}[ \t]{1,3}(?:شما |جدید |فعلی |کاربر ){0,2}(${bare})`),
    group: 1,
    accept: looksMade,
  },
  // Weak names: only with a value that looks it.
  {
    kind: 'password',
    pattern: re(
      String.raw`(?<![\p{L}\p{N}_-])(?:pass|auth|cred|creds|key|login|user(?:name)?\/pass(?:word)?)["']?[ \t]{0,3}[:=][ \t]{0,5}(${quoted}|${bare})`,
    ),
    group: 1,
    accept: (value) => looksMade(value) && trimmed(value).length >= 8,
  },
  {
    kind: 'pin',
    pattern: re(
      String.raw`(?<![\p{L}\p{N}_])(?:pin|otp|totp|2fa|mfa|tan|(?:verification|security|one[- ]?time|login|confirmation|recovery|backup|access|unlock|door|alarm)[ _-]?(?:codes?|pin|password)|کد (?:تایید|تأیید|ورود|یکبار مصرف)|رمز پویا)(?:[ \t](?:codes?|number|is|ist|backup codes?|recovery codes?)){0,2}["']?[ \t]{0,3}(?:[:=]|(?<=[ \t]))[ \t]{0,5}(\d{4,10}|[A-Z0-9]{4,8}(?:-[A-Z0-9]{4,8}){1,5})(?![\p{L}\p{N}])`,
    ),
    group: 1,
  },
  {
    kind: 'community',
    pattern: re(
      String.raw`(?<![\p{L}\p{N}_])(?:snmp[-_ ]?|ro|rw)?community(?:[-_ ]?string)?["']?[ \t]{0,3}[:=][ \t]{0,5}(${quoted}|${bare})`,
    ),
    group: 1,
    accept: isValue,
  },
  { kind: 'community', pattern: /(?<!\w)snmp-server community (\S{1,100})/giu, group: 1 },
  {
    kind: 'private-key',
    pattern: /"(?:d|p|q|dp|dq|qi|k)"\s{0,3}:\s{0,3}"([A-Za-z0-9_-]{20,2000})"/g,
    group: 1,
  },
  {
    kind: 'private-key',
    pattern: /(?<!\w)(?:PrivateKey|PresharedKey)\s{0,3}=\s{0,3}([A-Za-z0-9+/]{40,46}={0,2})/giu,
    group: 1,
  },
  // DB_PASS, smtp.auth, STRIPE_KEY
  {
    kind: 'password',
    pattern: re(
      String.raw`${wordStart}[A-Za-z0-9_.-]{0,60}[_.-](?:pass|pw|pwd|psk|cred|creds)${assigns}(${quoted}|${bare})`,
    ),
    group: 1,
    accept: isValue,
  },
  {
    kind: 'password',
    pattern: re(
      String.raw`${wordStart}[A-Za-z0-9_.-]{0,60}[_.-](?:auth|key|salt|pin|sid|session(?:id)?|login)${assigns}(${quoted}|${bare})`,
    ),
    group: 1,
    accept: (value) => looksMade(value) && !/^["']?[/~]/.test(value),
  },
  {
    kind: 'session',
    pattern: re(
      String.raw`${wordStart}(?:[A-Za-z]{0,20}sess(?:ion)?[-_ ]?(?:id|key|cookie)?|[A-Za-z]{0,12}(?<!s)sid)${assigns}(${quoted}|${bare})`,
    ),
    group: 1,
    accept: (value) => looksMade(value) && trimmed(value).length >= 10 && !/^["']?\d{4}-\d\d/.test(value),
  },
  // "password for root on db01: x", «رمز عبور کاربر root: x»: the value must look it, for much is written after these words.
  {
    kind: 'password',
    pattern: re(
      String.raw`${strongName}(?:(?:ٔ|ی)?[ \t\u200c]{1,2}(?!is |was )[\p{L}\p{N}_@.'’\u200c-]{1,40}){1,5}?[ \t]{0,3}(?:[:：=]|[ \t](?:is|was|set to|changed to|reset to|به|=)[ \t])[ \t]{0,5}(${quoted}|${bare})`,
    ),
    group: 1,
    accept: looksMade,
  },
  {
    kind: 'password',
    pattern: re(
      String.raw`${strongName}(?:ٔ|ی)?(?:[ \t\u200c]{1,2}[\u0600-\u06ff\u200c]{1,20}){1,3}[ \t]{1,3}(${quoted}|${bare})`,
    ),
    group: 1,
    accept: looksMade,
  },
  {
    kind: 'password',
    pattern: re(String.raw`${strongName}(?:[\[(]|%3[dD]|[ \t]\d[ \t])([^\s\])"'&]{1,300})`),
    group: 1,
    accept: looksMade,
  },
  // Directives of configuration files.
  {
    kind: 'password',
    pattern: re(
      String.raw`(?<![\p{L}\p{N}_])(?:requirepass|masterauth|bindpw|rootpw|bindpassword|ro(?:w|6)?community6?|rw(?:community6?)|community string|enable (?:secret|password)|key-string|store-?pass|key-?pass)(?:[ \t]\d)?[ \t:=]{1,5}(${quoted}|${bare})`,
    ),
    group: 1,
    accept: isValue,
  },
  { kind: 'command', pattern: /<<<\s{0,3}["']?([^\s"']{3,200})/gu, group: 1, accept: looksMade },
  {
    kind: 'command',
    pattern: /(?<!\w)net\s+use\s[^\n]{0,120}?\\\\\S+\s+([^\s/]\S{0,100})\s+\/user/giu,
    group: 1,
  },
  { kind: 'command', pattern: /(?<!\w)openssl\s+enc\s[^\n]{0,100}?-k\s{1,3}(\S{1,200})/giu, group: 1 },
  // admin / x, "admin:x" beside a word for it
  {
    kind: 'password',
    pattern: re(
      String.raw`(?<![\p{L}\p{N}_])(?:login|logon|credentials?|creds?|auth|sasl|user(?:name)?|account)\b[^\n]{0,40}?(?<![\p{L}\p{N}_/:.-])[\p{L}\p{N}_.@-]{1,60}[ \t]{0,2}[:/][ \t]{0,2}([^\s"'/]{6,200})`,
    ),
    group: 1,
    accept: (value) =>
      looksMade(value) && /\p{Lu}/u.test(value) && /\p{Ll}/u.test(value) && !/[.:,]\d|^\d{4}-/.test(value),
  },
  { kind: 'aws', pattern: /(?<![\w+/=.@:%-])[A-Za-z0-9+/]{40}(?![\w+/=.@-])/g, accept: looksLikeAwsSecret },
  // A key that nobody named.
  {
    kind: 'api-key',
    pattern: /(?<![\w+/=.@:%-])[A-Za-z0-9+/_-]{32,200}={0,2}(?![\w+/=.@-])/g,
    accept: looksRandom,
  },
];

export const secretRules: readonly SecretRule[] = [
  ...tokenFormats.flatMap(([kind, ...patterns]) => patterns.map((pattern) => ({ kind, pattern }))),
  ...namedRules,
];
