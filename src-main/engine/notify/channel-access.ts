/** From ids to something that can be sent with: the channel's code, its opened configuration, the checked address. */
import type { ChannelConfig } from '../../../src-shared/contract/channels.ts';
import { type Address, addressSchemas } from '../../../src-shared/contract/destinations.ts';
import type { ChannelKind } from '../../../src-shared/vocabulary.ts';
import type { Secrets } from '../ports.ts';
import { openConfig } from '../store/channel-secrets.ts';
import type { ConfigDocument } from '../store/config-document.ts';
import type { Channel } from './channel.ts';

export type Opened =
  | { kind: 'opened'; config: ChannelConfig; address: Address }
  /** `isOfChannel`: all its deliveries on this node meet it, not only those of this destination. */
  | { kind: 'refused'; reason: string; isOfChannel: boolean };

export interface ChannelAccess {
  /** The code of a channel that exists and is on; null otherwise. */
  channelOf(channelId: string): Channel<ChannelKind> | null;
  open(channelId: string, destinationId: string): Opened;
}

export const createChannelAccess = (deps: {
  channels: { [K in ChannelKind]: Channel<K> };
  config: () => ConfigDocument;
  secrets: Secrets;
}): ChannelAccess => {
  const { channels, config, secrets } = deps;
  return {
    channelOf(channelId) {
      const record = config().channels.find(({ id }) => id === channelId);
      return record?.enabled ? (channels[record.kind] as unknown as Channel<ChannelKind>) : null;
    },
    open(channelId, destinationId) {
      const record = config().channels.find(({ id }) => id === channelId);
      const destination = config().destinations.find(({ id }) => id === destinationId);
      const refused = (reason: string) => ({ kind: 'refused', reason, isOfChannel: false }) as const;
      if (!record || !destination) return refused('its channel or destination was removed');
      if (!destination.enabled) return refused('its destination was switched off');
      const address = addressSchemas[record.kind].safeParse(destination.address);
      if (!address.success) return refused(`the address of "${destination.name}" cannot be read`);
      try {
        return { kind: 'opened', config: openConfig(secrets, record), address: address.data };
      } catch {
        return {
          kind: 'refused',
          reason: `the secrets of channel "${record.name}" cannot be read with this node's key`,
          isOfChannel: true,
        };
      }
    },
  };
};
