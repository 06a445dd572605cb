/** What the flags say together: refused before anything is started. */
import { readFileSync } from 'node:fs';
import { AppError } from '../engine/errors.ts';
import { errorCode } from '../platform/node-files.ts';
import { type FlagName, type Flags, optionOf } from './flags.ts';

const refuse = (message: string): never => {
  throw new AppError('invalid_input', { message });
};

export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);

/** H9: a console that others can reach is encrypted, here or by a proxy before it. */
export const requireSafeConsole = (host: string, flags: Flags): void => {
  if (isLoopback(host) || flags.behindProxy || flags.tlsCert !== undefined) return;
  refuse(
    `--http-host ${host} lets other machines reach the console, so it needs encryption: give --tls-cert and --tls-key, or --behind-proxy where a reverse proxy does it.`,
  );
};

/** X6: nothing switches off the checking of certificates for all. */
export const requireTlsVerification = (environment: Readonly<Record<string, string | undefined>>): void => {
  if (environment.NODE_TLS_REJECT_UNAUTHORIZED !== '0') return;
  refuse(
    'NODE_TLS_REJECT_UNAUTHORIZED=0 would switch off every check of certificates. Unset it; trust an own authority with --ca-file.',
  );
};

/** A certificate and its key, both or neither. Throws naming the flag. */
export const readCertificate = (
  flags: Flags,
  certFlag: 'tlsCert' | 'smtpTlsCert',
  keyFlag: 'tlsKey' | 'smtpTlsKey',
): { cert: string; key: string } | null => {
  const [certFile, keyFile] = [flags[certFlag], flags[keyFlag]];
  if (certFile === undefined && keyFile === undefined) return null;
  if (certFile === undefined) return refuse(`${optionOf(keyFlag)} needs ${optionOf(certFlag)} too.`);
  if (keyFile === undefined) return refuse(`${optionOf(certFlag)} needs ${optionOf(keyFlag)} too.`);
  return { cert: readPem(certFlag, certFile), key: readPem(keyFlag, keyFile) };
};

const readPem = (flag: FlagName, file: string): string => {
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    refuse(`${optionOf(flag)}: ${file} cannot be read (${errorCode(error)}).`);
  }
  if (!text.includes('-----BEGIN ')) refuse(`${optionOf(flag)}: ${file} is no PEM file.`);
  return text;
};

/** Further authorities are read by whoever connects; here only that they can be. */
export const requireCaFile = ({ caFile }: Flags): void => {
  if (caFile !== undefined) readPem('caFile', caFile);
};
