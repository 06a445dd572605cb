import {
  IconBrandMatrix,
  IconBrandTelegram,
  IconDeviceDesktop,
  IconDeviceMobileMessage,
  IconWebhook,
} from '@tabler/icons-react';
import type { ChannelKind } from '../../src-shared/vocabulary.ts';

const icons = {
  telegram: IconBrandTelegram,
  matrix: IconBrandMatrix,
  webhook: IconWebhook,
  sms: IconDeviceMobileMessage,
  desktop: IconDeviceDesktop,
} as const satisfies Record<ChannelKind, unknown>;

interface ChannelIconProps {
  kind: ChannelKind;
  size?: number;
}

/** The kind of a channel; its name stands beside it. */
export const ChannelIcon = ({ kind, size = 14 }: ChannelIconProps) => {
  const Icon = icons[kind];
  return <Icon size={size} stroke={1.6} aria-hidden="true" />;
};
