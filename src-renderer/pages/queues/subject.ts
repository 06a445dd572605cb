import type { OpenDelivery } from '../../../src-shared/contract/deliveries.ts';

/** What the delivery is about, in one line. */
export const subjectOf = ({ alert, alertId }: Pick<OpenDelivery, 'alert' | 'alertId'>): string => {
  if (alert === null) return alertId;
  return alert.summary === '' ? alert.subject : alert.summary;
};
