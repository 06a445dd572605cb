/** The channels there are, one line each. A kind without its line does not compile. */
import type { ChannelKind } from '../../../../src-shared/vocabulary.ts';
import type { Channel, ChannelDeps } from '../channel.ts';
import { desktopChannel } from './desktop.ts';
import { matrixChannel } from './matrix.ts';
import { smsChannel } from './sms.ts';
import { telegramChannel } from './telegram.ts';
import { webhookChannel } from './webhook.ts';

export type Channels = { [K in ChannelKind]: Channel<K> };

/** Starts nothing and keeps no connection of its own: there is nothing to stop. */
export const createChannels = (deps: ChannelDeps): Channels => ({
  telegram: telegramChannel(deps),
  matrix: matrixChannel(deps),
  webhook: webhookChannel(deps),
  sms: smsChannel(deps),
  desktop: desktopChannel(deps),
});
