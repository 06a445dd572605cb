import type { ChannelView } from '../../src-shared/contract/channels.ts';
import type { DestinationView } from '../../src-shared/contract/destinations.ts';
import { useChannels } from '../data/channels.ts';
import { useDestinations } from '../data/destinations.ts';

export interface NamedDestination {
  id: string;
  name: string;
  channel: ChannelView | undefined;
  /** It and its channel are on: it would be told. */
  isUsable: boolean;
}

const nameDestination = (
  { id, name, enabled, channelId }: DestinationView,
  channels: readonly ChannelView[],
): NamedDestination => {
  const channel = channels.find((one) => one.id === channelId);
  return { id, name, channel, isUsable: enabled && channel?.enabled === true };
};

/** Every destination with its channel; `undefined` until both are there. */
export const useNamedDestinations = (): readonly NamedDestination[] | undefined => {
  const destinations = useDestinations().data;
  const channels = useChannels().data;
  if (destinations === undefined || channels === undefined) return undefined;
  return destinations.map((destination) => nameDestination(destination, channels));
};
