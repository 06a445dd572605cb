/** Secrets as machines write them into mails, made up here: 12 kinds, each in several wordings. The same every run. */

export interface PlantedSecret {
  kind: string;
  /** The line or lines of the mail. */
  text: string;
  /** What must not be seen: every one of these pieces. */
  secrets: string[];
}

/** Small, fixed generator (mulberry32): the tests must not differ from run to run. */
const createRandom = (seed: number) => {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)]!;
  const from = (alphabet: string, length: number): string =>
    Array.from({ length }, () => alphabet[Math.floor(next() * alphabet.length)]).join('');
  return { pick, from };
};

const lower = 'abcdefghijkmnpqrstuvwxyz';
const upper = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
const digits = '23456789';
const alnum = lower + upper + digits;
const hex = '0123456789abcdef';

export const plantedSecrets = (count: number, seed = 20261122): PlantedSecret[] => {
  const { pick, from } = createRandom(seed);
  const words = ['kabootar', 'Tehran', 'Winter', 'otter', 'Monkey', 'zamin', 'Falcon', 'marmot'];
  const password = (): string =>
    pick([
      () => `${pick(words)}${from(digits, 4)}!`,
      () => from(`${alnum}#$%*+-_`, 14),
      () => `${pick(words)}-${pick(words)}-${from(digits, 2)}`,
      () => from(lower, 10),
      () => `${from(alnum, 6)}@${from(alnum, 5)}`,
    ])();
  const keyLines = (lines: number): string =>
    Array.from({ length: lines }, () => from(`${alnum}+/`, 64)).join('\n');

  const privateKey = (): PlantedSecret => {
    const name = pick([
      'RSA PRIVATE KEY',
      'PRIVATE KEY',
      'EC PRIVATE KEY',
      'OPENSSH PRIVATE KEY',
      'ENCRYPTED PRIVATE KEY',
    ]);
    const body = keyLines(6);
    const text = pick([
      () => `-----BEGIN ${name}-----\n${body}\n${from(alnum, 20)}==\n-----END ${name}-----`,
      () => `key: |\n-----BEGIN ${name}-----\n${body}\n-----END ${name}-----`,
      () => `"key": "-----BEGIN ${name}-----\\n${body.replaceAll('\n', '\\n')}\\n-----END ${name}-----\\n"`,
      () =>
        `> -----BEGIN ${name}-----\n${body
          .split('\n')
          .map((line) => `> ${line}`)
          .join('\n')}\n> -----END ${name}-----`,
      () =>
        `-----BEGIN ${name}-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,${from('0123456789ABCDEF', 32)}\n\n${body}\n-----END ${name}-----`,
      () => `-----BEGIN ${name}-----\n${body}`,
      () => `${body}\n-----END ${name}-----`,
      () =>
        `-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: GnuPG v2\n\n${body}\n=${from(alnum, 4)}\n-----END PGP PRIVATE KEY BLOCK-----`,
    ])();
    return { kind: 'private-key', text, secrets: body.split('\n') };
  };

  const kinds: (() => PlantedSecret)[] = [
    privateKey,
    () => {
      const secret = password();
      const text = pick([
        `password=${secret}`,
        `Password: ${secret}`,
        `passwd = "${secret}"`,
        `db.password: ${secret}`,
        `"password": "${secret}",`,
        `--password=${secret} --host db01`,
        `--password ${secret}`,
        `user: admin, password: ${secret}`,
        `ADMIN_PASSWORD='${secret}'`,
        `<password>${secret}</password>`,
        `The password is "${secret}".`,
        `pwd: ${secret}`,
        `root password\t${secret}1`,
        `Kennwort: ${secret}`,
        `Mot de passe : ${secret}`,
        `Contraseña: ${secret}`,
        `login with password '${secret}'`,
        `passphrase => ${secret}`,
      ]);
      return { kind: 'password', text, secrets: [secret] };
    },
    () => {
      const secret = pick([
        () => password(),
        () => `${pick(['کبوتر', 'زمستان', 'بهار'])}${from(digits, 4)}`,
      ])();
      const text = pick([
        `رمز عبور: ${secret}`,
        `گذرواژه: ${secret}`,
        `گذرواژه = ${secret}`,
        `کلمه عبور: ${secret}`,
        `پسورد: ${secret}`,
        `نام کاربری: admin\nرمز عبور: ${secret}`,
        `رمز عبور «${secret}» تنظیم شد`,
        `توکن: ${secret}`,
        `رمز: ${secret}`,
        `رمز ورود: ${secret}`,
      ]);
      return { kind: 'persian-password', text, secrets: [secret] };
    },
    () => {
      const secret = `ey${pick(['JhbGciOi', 'J0eXAiOi', 'J0eXBlIj'])}${from(alnum, 20)}.ey${from(alnum, 40)}.${from(`${alnum}-_`, 43)}`;
      return {
        kind: 'jwt',
        text: pick([
          secret,
          `token=${secret}`,
          `id_token: ${secret}`,
          `Got "${secret}" from idp`,
          `jwt ${secret} rejected`,
        ]),
        secrets: [secret],
      };
    },
    () => {
      const id = `${pick(['AKIA', 'ASIA'])}${from(upper + digits, 16)}`;
      const secret = from(`${alnum}+/`, 40);
      const text = pick([
        `aws_access_key_id = ${id}\naws_secret_access_key = ${secret}`,
        `AWS_ACCESS_KEY_ID=${id} AWS_SECRET_ACCESS_KEY=${secret}`,
        `"accessKeyId": "${id}", "secretAccessKey": "${secret}"`,
        `access key ${id}, secret access key: ${secret}`,
      ]);
      return { kind: 'aws', text, secrets: [id, secret] };
    },
    () => {
      const secret = pick([
        () => `gh${pick(['p', 'o', 'u', 's', 'r'])}_${from(alnum, 36)}`,
        () => `github_pat_${from(alnum, 22)}_${from(alnum, 59)}`,
        () => `glpat-${from(`${alnum}-_`, 20)}`,
        () => `glrt-${from(alnum, 20)}`,
        () => `npm_${from(alnum, 36)}`,
      ])();
      return {
        kind: 'forge-token',
        text: pick([
          `remote: ${secret}`,
          `git clone https://oauth2:${secret}@git.example.net/a.git`,
          `Using ${secret} for CI`,
          `https://${secret}@github.com/a/b.git`,
        ]),
        secrets: [secret],
      };
    },
    () => {
      const secret = pick([
        () => `xoxb-${from(digits, 12)}-${from(digits, 12)}-${from(alnum, 24)}`,
        () => `xoxp-${from(digits, 11)}-${from(alnum, 32)}`,
        () => `T${from(upper + digits, 8)}/B${from(upper + digits, 8)}/${from(alnum, 24)}`,
        () => `${from(digits, 10)}:AA${from(`${alnum}_-`, 33)}`,
      ])();
      const text = secret.startsWith('T')
        ? `POST https://hooks.slack.com/services/${secret} failed`
        : secret.startsWith('xox')
          ? `slack: invalid_auth ${secret}`
          : `GET https://api.telegram.org/bot${secret}/getMe 401`;
      return { kind: 'chat-token', text, secrets: [secret] };
    },
    () => {
      const secret = pick([
        () => `AIza${from(`${alnum}-_`, 35)}`,
        () => `ya29.${from(`${alnum}-_`, 60)}`,
        () => `GOCSPX-${from(alnum, 28)}`,
        () => `sk_live_${from(alnum, 24)}`,
        () => `rk_test_${from(alnum, 24)}`,
        () => `whsec_${from(alnum, 32)}`,
        () => `sk-proj-${from(`${alnum}-_`, 48)}`,
        () => `sk-ant-api03-${from(`${alnum}-_`, 40)}`,
        () => `SG.${from(alnum, 22)}.${from(alnum, 43)}`,
        () => `hf_${from(alnum, 34)}`,
        () => `hvs.${from(digits, 2)}${from(alnum, 90)}`,
        () => `glsa_${from(alnum, 32)}_${from(hex, 8)}`,
      ])();
      return {
        kind: 'api-key',
        text: pick([
          `api_key=${secret}`,
          `key ${secret} is over its limit`,
          `Error 403 for ${secret}`,
          `"apiKey":"${secret}"`,
        ]),
        secrets: [secret],
      };
    },
    () => {
      const secret = from(`${alnum}-_!`, 12);
      const text = pick([
        `https://backup:${secret}@nas.example.net/share`,
        `ftp://deploy:${secret}@203.0.113.7:21/`,
        `redis://:${secret}@cache01:6379/0`,
        `postgres://app:${secret}@db01.example.net:5432/app?sslmode=require`,
        `mongodb+srv://root:${secret}@cluster0.example.mongodb.net/admin`,
        `amqp://guest:${secret}@mq01//`,
        `smb://DOMAIN;user:${secret}@files/x`,
      ]);
      return { kind: 'basic-auth-url', text, secrets: [secret] };
    },
    () => {
      const secret = from(`${alnum}+/#`, 16);
      const text = pick([
        `Server=db01;Database=app;User Id=sa;Password=${secret};Encrypt=true`,
        `Data Source=db01;Initial Catalog=app;uid=sa;pwd=${secret}`,
        `DefaultEndpointsProtocol=https;AccountName=store1;AccountKey=${secret}${from(alnum, 60)}==;EndpointSuffix=core.example.net`,
        `host=db01 port=5432 dbname=app user=app password='${secret}'`,
        `Endpoint=sb://bus.example.net/;SharedAccessKeyName=Root;SharedAccessKey=${secret}=`,
        `jdbc:mysql://db01/app?user=root&password=${secret}`,
        `mysqldump -u root -p${secret} app`,
        `PGPASSWORD=${secret} pg_dump app`,
        `sshpass -p ${secret} ssh root@db01`,
        `curl -u admin:${secret} https://api.example.net/`,
      ]);
      return { kind: 'connection-string', text, secrets: [secret] };
    },
    () => {
      const secret = from(alnum, 32);
      const text = pick([
        `Authorization: Bearer ${secret}`,
        `authorization: Basic ${secret}==`,
        `Proxy-Authorization: Basic ${secret}=`,
        `Cookie: theme=dark; session=${secret}`,
        `Set-Cookie: JSESSIONID=${secret}; Path=/; HttpOnly`,
        `X-Api-Key: ${secret}`,
        `X-Auth-Token: ${secret}`,
        `PRIVATE-TOKEN: ${secret}`,
        `curl -H 'Authorization: Token ${secret}' https://api.example.net`,
        `"Authorization": "Bearer ${secret}"`,
      ]);
      return { kind: 'header', text, secrets: [secret] };
    },
    () => {
      const secret = from(alnum, 20);
      const name = pick([
        'DB_PASS',
        'SECRET_KEY_BASE',
        'MY_APP',
        'RESTIC_REPOSITORY',
        'GITLAB_TOKEN',
        'SMTP_RELAY',
        'VAULT_SEAL',
        'AUTH',
      ]);
      return {
        kind: 'environment',
        text: `declare -x HOME="/root"\ndeclare -x ${name}="${secret}"\ndeclare -x LANG="C"`,
        secrets: [secret],
      };
    },
  ];
  return Array.from({ length: count }, (_, index) => kinds[index % kinds.length]!());
};
