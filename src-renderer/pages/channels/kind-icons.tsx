import {
  IconBell,
  IconBrandTelegram,
  IconDeviceMobileMessage,
  IconMessages,
  IconWebhook,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { ChannelKind } from '../../../src-shared/vocabulary.ts';

export const kindIcons = {
  telegram: IconBrandTelegram,
  matrix: IconMessages,
  webhook: IconWebhook,
  sms: IconDeviceMobileMessage,
  desktop: IconBell,
} as const satisfies Record<ChannelKind, ComponentType<{ size?: number; stroke?: number }>>;
