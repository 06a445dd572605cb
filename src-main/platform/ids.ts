import { uuidv7 } from 'uuidv7';
import type { Ids } from '../engine/ports.ts';

/** UUIDv7 from the machine's clock and random source; ids made by one process are strictly increasing. */
export const uuidIds: Ids = { next: uuidv7 };
