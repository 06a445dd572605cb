/** How AlertFlow stands, for tray, badge and tooltip: the engine's state, its health, and how many criticals are open. */
import type { EngineState } from '../../src-shared/contract/desktop.ts';
import type { Health } from '../../src-shared/contract/operations.ts';
import type { Language } from '../../src-shared/vocabulary.ts';
import { shellWords } from './shell-words.ts';

export interface Standing {
  engine: EngineState['kind'];
  health: Health['status'] | null;
  openCriticals: number;
  isPaused: boolean;
}

/** Names of the tray's pictures. The worst of all that holds is shown. */
export type TrayPicture = 'ok' | 'attention' | 'down' | 'critical' | 'paused' | 'starting';

export const pictureOf = ({ engine, health, openCriticals, isPaused }: Standing): TrayPicture => {
  if (engine === 'failed' || health === 'down') return 'down';
  if (openCriticals > 0) return 'critical';
  if (engine === 'passphrase' || health === 'degraded') return 'attention';
  if (engine !== 'running' || health === null) return 'starting';
  return isPaused ? 'paused' : 'ok';
};

/** `AlertFlow: needs you, 2 critical alerts open`. */
export const tooltipOf = (standing: Standing, language: Language): string => {
  const words = shellWords(language);
  const { engine, health, openCriticals, isPaused } = standing;
  const state = ((): string => {
    switch (engine) {
      case 'failed':
        return words.failed;
      case 'passphrase':
        return words.needsPassphrase;
      case 'starting':
        return words.starting;
      case 'stopping':
      case 'moving':
        return words.stopping;
      case 'running':
        if (health === null) return words.starting;
        return health === 'ok' ? words.well : words[health];
      default:
        return engine satisfies never;
    }
  })();
  const parts = [
    state,
    ...(openCriticals > 0 ? [words.criticals(openCriticals)] : []),
    ...(isPaused ? [words.paused] : []),
  ];
  return `AlertFlow: ${parts.join(language === 'fa' ? '، ' : ', ')}`;
};
