// The list of packages a build consists of, as CycloneDX (https://cyclonedx.org/docs/1.6/json/), made from the lockfile.

const nameOf = (path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** A scope's @ is escaped in package URLs (https://github.com/package-url/purl-spec, npm). */
const purlOf = (name, version) => `pkg:npm/${name.replace(/^@/, '%40')}@${version}`;

/** Checksums stand in the lockfile as Base64; here as hex. */
const hashesOf = (integrity) =>
  integrity?.startsWith('sha512-')
    ? [{ alg: 'SHA-512', content: Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex') }]
    : [];

/**
 * @param packageJson the project's own
 * @param lock package-lock.json, version 3
 * @returns the document; packages that only building and testing need are marked as excluded
 */
export function sbomOf(packageJson, lock) {
  const components = Object.entries(lock.packages ?? {})
    .filter(([path, { link, version }]) => path !== '' && link !== true && version !== undefined)
    .map(([path, { version, integrity, dev }]) => {
      const name = nameOf(path);
      const purl = purlOf(name, version);
      return {
        type: 'library',
        'bom-ref': `${purl}#${path}`,
        name,
        version,
        purl,
        scope: dev === true ? 'excluded' : 'required',
        hashes: hashesOf(integrity),
      };
    });
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: { type: 'application', name: packageJson.name, version: packageJson.version },
    },
    components,
  };
}
