// Beside each installer its manifest, by which the app checks an update from a file (src-main/desktop/offline-update.ts).
import { createHash, createPrivateKey, sign } from 'node:crypto';
import { createReadStream, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from '../project.mjs';

const installers = /\.(?:deb|rpm|AppImage|exe|dmg)$/;

/** electron-builder's hook after all is built. `ALERTFLOW_UPDATE_KEY`: PEM file of the Ed25519 key to sign with. */
export async function writeUpdateManifests({ artifactPaths }) {
  const keyFile = process.env.ALERTFLOW_UPDATE_KEY;
  const key = keyFile ? createPrivateKey(readFileSync(keyFile)) : undefined;
  const written = [];
  for (const path of artifactPaths.filter((one) => installers.test(one))) {
    written.push(...(await writeUpdateManifest(path, versionOf(), key)));
  }
  return written;
}

/** Answers the paths of what it wrote: the manifest and, with a key, its signature. */
export async function writeUpdateManifest(installer, version, key) {
  const manifest = {
    file: basename(installer),
    version,
    size: statSync(installer).size,
    sha512: await sha512Of(installer),
  };
  const path = `${installer}.update.json`;
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  writeFileSync(path, text);
  if (key === undefined) return [path];
  writeFileSync(`${path}.sig`, `${sign(null, Buffer.from(text), key).toString('base64')}\n`);
  return [path, `${path}.sig`];
}

function versionOf() {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;
}

function sha512Of(path) {
  return new Promise((done, fail) => {
    const hash = createHash('sha512');
    createReadStream(path)
      .on('data', (chunk) => hash.update(chunk))
      .on('error', fail)
      .on('end', () => done(hash.digest('hex')));
  });
}
