/**
 * Certificates for tests, made by hand from DER because Node can read but not write them: a certificate authority
 * and server certificates signed by it (RFC 5280), ECDSA P-256.
 */
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';

export interface CertificateAuthority {
  /** PEM, to be trusted. */
  certificate: string;
  /** A server certificate for these names and IPv4 addresses, and its key, both PEM. */
  issue(names: string[]): { cert: string; key: string };
}

const der = (tag: number, ...parts: Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts);
  const size = content.length;
  const length = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
};
const sequence = (...parts: Uint8Array[]) => der(0x30, ...parts);
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
const octets = (content: Uint8Array) => der(0x04, content);
const yes = Buffer.from([0x01, 0x01, 0xff]);

const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'));
const commonName = (name: string) =>
  sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(name)))));
const utcTime = (text: string) => der(0x17, Buffer.from(text));
const validity = sequence(utcTime('200101000000Z'), utcTime('491231235959Z'));
const extension = (id: string, isCritical: boolean, content: Uint8Array) =>
  sequence(oid(id), ...(isCritical ? [yes] : []), octets(content));

const alternativeName = (name: string): Buffer =>
  isIP(name) === 4 ? der(0x87, Buffer.from(name.split('.').map(Number))) : der(0x82, Buffer.from(name));

const pem = (content: Uint8Array): string => {
  const lines =
    Buffer.from(content)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
};

const certificate = (
  subject: string,
  issuer: string,
  publicKey: KeyObject,
  signingKey: KeyObject,
  extensions: Buffer[],
): string => {
  const serial = Buffer.concat([Buffer.from([0x01]), randomBytes(8)]);
  const body = sequence(
    der(0xa0, Buffer.from([0x02, 0x01, 0x02])),
    der(0x02, serial),
    ecdsaWithSha256,
    commonName(issuer),
    validity,
    commonName(subject),
    publicKey.export({ format: 'der', type: 'spki' }),
    der(0xa3, sequence(...extensions)),
  );
  const signature = sign('sha256', body, signingKey);
  return pem(sequence(body, ecdsaWithSha256, der(0x03, Buffer.from([0]), signature)));
};

export const createCertificateAuthority = (): CertificateAuthority => {
  const issuer = `Test authority ${randomBytes(4).toString('hex')}`;
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const basicConstraints = extension('551d13', true, sequence(yes));
  const keyCertSign = extension('551d0f', true, der(0x03, Buffer.from([0x02, 0x04])));
  return {
    certificate: certificate(issuer, issuer, authority.publicKey, authority.privateKey, [
      basicConstraints,
      keyCertSign,
    ]),
    issue: (names) => {
      const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const alternatives = extension('551d11', false, sequence(...names.map(alternativeName)));
      return {
        cert: certificate('test server', issuer, own.publicKey, authority.privateKey, [alternatives]),
        key: own.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
      };
    },
  };
};
