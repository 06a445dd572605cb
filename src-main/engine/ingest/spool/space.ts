/**
 * Watches the room on the spool's file system: asked every second, and lowered by what is written in between.
 * Below the reserve the spool is full; it is open again when there is a little more than the reserve.
 */
import type { Logger } from '../../ports.ts';
import type { SpoolFs } from './spool-fs.ts';

const REFRESH_MS = 1_000;
/** Above the reserve before the spool opens again, so that it does not flap at the border. */
const MAX_RETURN_MARGIN_BYTES = 64 * 1024 * 1024;

export interface Space {
  readonly full: boolean;
  readonly freeBytes: number;
  readonly totalBytes: number;
  readonly reason: string;
  /** Lowers the estimate by bytes just written. */
  spend(bytes: number): void;
  refresh(): Promise<void>;
  start(): Promise<void>;
  stop(): void;
}

export interface SpaceOptions {
  reserveBytes: number;
  /** 0 to 100, of the whole file system. The larger of the two reserves holds. */
  reservePercent: number;
}

export function createSpace(
  deps: { files: SpoolFs; dir: string; logger: Logger; onChange: () => void },
  options: SpaceOptions,
): Space {
  let freeBytes = Number.POSITIVE_INFINITY;
  let totalBytes = 0;
  let full = false;
  let timer: NodeJS.Timeout | undefined;

  const reserve = (): number => Math.max(options.reserveBytes, (totalBytes * options.reservePercent) / 100);

  function judge(): void {
    const margin = full ? Math.min(reserve() / 10, MAX_RETURN_MARGIN_BYTES) : 0;
    const next = freeBytes < reserve() + margin;
    if (next === full) return;
    full = next;
    deps.logger[full ? 'error' : 'info'](
      { freeBytes, reserveBytes: reserve() },
      full ? 'The spool is full: mail is answered with 452' : 'The spool has room again',
    );
    deps.onChange();
  }

  async function refresh(): Promise<void> {
    try {
      ({ freeBytes, totalBytes } = await deps.files.statfs(deps.dir));
      judge();
    } catch (error) {
      deps.logger.warn({ error: String(error) }, 'The free space of the spool cannot be read');
    }
  }

  return {
    get full() {
      return full;
    },
    get freeBytes() {
      return freeBytes;
    },
    get totalBytes() {
      return totalBytes;
    },
    get reason() {
      return full ? `less than ${Math.round(reserve() / 1e6)} MB are free on the spool's disk` : '';
    },
    spend(bytes) {
      freeBytes = Math.max(0, freeBytes - bytes);
      judge();
    },
    refresh,
    async start() {
      await refresh();
      timer = setInterval(refresh, REFRESH_MS);
      timer.unref();
    },
    stop() {
      clearInterval(timer);
    },
  };
}
