/** The provider to score: one that AlertFlow keeps, or an endpoint named on the command line. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ProviderRecord } from '../../engine/analyse/provider-record.ts';
import { AppError } from '../../engine/errors.ts';
import { createSnapshotFiles, newestConfig } from '../../engine/store/config-snapshots.ts';
import { providerSecretName } from '../../engine/store/provider-records.ts';
import { createSecretBox } from '../../platform/secret-box.ts';
import { chooseKeyFile, loadSecretKey } from '../../platform/secret-key.ts';
import type { EvalFlags } from './eval-flags.ts';
import { silentLogger } from './silent-logger.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type Chosen = Exclude<EvalFlags['analyser'], { kind: 'deterministic' }>;

export const evalKeyVariable = 'ALERTFLOW_EVAL_KEY';
const endpointConcurrency = 2;

const refuse = (message: string): AppError => new AppError('invalid_input', { message });

/** Throws `invalid_input` that says what is missing. Changes nothing: neither data nor key file is made. */
export const evalProvider = async (
  chosen: Chosen,
  timeoutMs: number,
  environment: Environment,
): Promise<ProviderRecord> =>
  chosen.kind === 'endpoint'
    ? {
        id: chosen.name,
        name: chosen.name,
        baseUrl: chosen.baseUrl,
        model: chosen.model,
        apiKey: environment[evalKeyVariable] || null,
        enabled: true,
        timeoutMs,
        concurrency: endpointConcurrency,
        local: chosen.isLocal,
        maxCallsPerMinute: 0,
        maxCallsPerDay: 0,
        maxTokensPerDay: 0,
        position: 0,
        responseMode: null,
      }
    : storedProvider(chosen, environment);

const storedProvider = async (
  { provider, dataDir: given, keyFile }: Extract<Chosen, { kind: 'stored' }>,
  environment: Environment,
): Promise<ProviderRecord> => {
  const dataDir = resolve(
    given ??
      environment.ALERTFLOW_DATA_DIR ??
      join(environment.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'alertflow'),
  );
  const folder = join(dataDir, 'config');
  if (!existsSync(folder))
    throw refuse(`${dataDir} holds no AlertFlow configuration. Name its data directory with --data-dir.`);
  const config = await newestConfig(createSnapshotFiles({ dir: folder, logger: silentLogger }));
  const stored =
    config.providers.find(({ id }) => id === provider) ??
    config.providers.find(({ name }) => name.toLowerCase() === provider.toLowerCase());
  if (stored === undefined) {
    const known = config.providers.map(({ id, name }) => `${name} (${id})`).join(', ');
    throw refuse(`There is no provider "${provider}" in ${dataDir}. Known: ${known || 'none'}.`);
  }
  const { sealedApiKey, createdAt: _c, updatedAt: _u, ...rest } = stored;
  return {
    ...rest,
    position: 0,
    responseMode: null,
    apiKey: sealedApiKey === null ? null : openKey(stored.id, sealedApiKey, keyFile, dataDir, environment),
  };
};

const openKey = (
  providerId: string,
  sealed: string,
  keyFile: string | null,
  dataDir: string,
  environment: Environment,
): string => {
  const file = chooseKeyFile({
    file: keyFile ?? environment.ALERTFLOW_KEY_FILE,
    credentialsDirectory: environment.CREDENTIALS_DIRECTORY,
    configHome: environment.XDG_CONFIG_HOME,
    homeDir: homedir(),
  });
  if (!existsSync(file.path))
    throw refuse(`The key file ${file.path} is not there. Name the one that serve uses with --key-file.`);
  return createSecretBox({ key: loadSecretKey(file, dataDir) }).open(providerSecretName(providerId), sealed);
};
