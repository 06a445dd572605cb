/** One product, its outside world and its console, set up for a case and taken down after it. */
import type { ChannelName } from './books.ts';
import { channelNames } from './books.ts';
import { type Checked, check } from './checker.ts';
import { type Console, setUp, signIn } from './console.ts';
import { type Outside, startOutside } from './outside.ts';
import { createProduct, type Product, type ProductOptions } from './product.ts';
import { settle } from './quiet.ts';

export interface Rig {
  product: Product;
  outside: Outside;
  console: Console;
  channels: readonly ChannelName[];
  /** Waits until all has come to rest, then joins the books. `restMs`: how long that took, null where it did not. */
  check(
    boundMs: number,
    others?: { taken: number; most: number },
  ): Promise<{ checked: Checked; restMs: number | null }>;
}

export interface RigOptions extends ProductOptions {
  channels?: readonly ChannelName[];
  settings?: Record<string, unknown>;
}

/** What the program says it took out of its list. */
const trimmedIn = (log: string): number =>
  [...log.matchAll(/"gone":(\d+)[^\n]*old alerts left the history/g)].reduce(
    (sum, [, gone]) => sum + Number(gone),
    0,
  );

export const withRig = async <T>(options: RigOptions, use: (rig: Rig) => Promise<T>): Promise<T> => {
  const { channels = channelNames, settings = {}, ...productOptions } = options;
  const outside = await startOutside();
  const product = await createProduct(productOptions);
  try {
    await product.start();
    const console = await setUp(product, outside, channels, settings);
    return await use({
      product,
      outside,
      console,
      channels,
      async check(boundMs, others) {
        // Sessions live in Redis: where that was emptied everybody signs in again.
        const { status } = await console.api.get('/api/ledger').catch(() => ({ status: 0 }));
        if (status !== 200) console.api = await signIn(product);
        const restMs = await settle(console.api, boundMs);
        const books = { sent: outside.sent(), delivered: outside.delivered() };
        const more = { trimmed: trimmedIn(product.log()), ...(others === undefined ? {} : { others }) };
        return { checked: await check(product.url(), console.api.token, books, channels, more), restMs };
      },
    });
  } finally {
    await product.remove();
    await outside.remove();
  }
};
