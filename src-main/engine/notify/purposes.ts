/**
 * Which kinds of telling a channel wants. A pager in a pocket is not asked to show every change of a number; a program
 * behind a webhook is. Pure.
 */
import {
  type ChannelKind,
  type DeliveryPurpose,
  deliveryPurposes,
  type Severity,
  severityRank,
} from '../../../src-shared/vocabulary.ts';

/** Those that change a message which is there, where the channel can. */
export const updatePurposes: readonly DeliveryPurpose[] = ['update', 'acknowledged', 'resolved', 'analysed'];
export const isUpdate = (purpose: DeliveryPurpose): boolean => updatePurposes.includes(purpose);

/** Kinds whose messages can be given another text. */
export const editingKinds: readonly ChannelKind[] = ['telegram', 'matrix'];
/** Kinds that people read: only to them a storm becomes a digest. */
export const humanKinds: readonly ChannelKind[] = ['telegram', 'matrix', 'sms', 'desktop'];

const all: ReadonlySet<DeliveryPurpose> = new Set(deliveryPurposes);
const withoutInsight: ReadonlySet<DeliveryPurpose> = new Set([...all].filter((one) => one !== 'analysed'));
const once: ReadonlySet<DeliveryPurpose> = new Set<DeliveryPurpose>(['first', 'reminder']);
const onceAndOver: ReadonlySet<DeliveryPurpose> = new Set<DeliveryPurpose>(['first', 'reminder', 'resolved']);

/**
 * What is owed to destinations of this channel. `config` is the channel's own (its secrets are not needed); `severity` is
 * the worst that the incident reached: an SMS says that it is over only where the beginning was worth one.
 */
export const purposesOf = (
  kind: ChannelKind,
  config: Readonly<Record<string, unknown>>,
  severity: Severity = 'critical',
): ReadonlySet<DeliveryPurpose> => {
  switch (kind) {
    case 'telegram':
    case 'matrix':
      return all;
    case 'webhook':
      return config.sendAnalysed === true ? all : withoutInsight;
    case 'sms':
      return severityRank(severity) <= severityRank('high') ? onceAndOver : once;
    case 'desktop':
      return onceAndOver;
    default:
      return kind satisfies never;
  }
};
