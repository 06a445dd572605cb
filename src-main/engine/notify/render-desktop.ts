import type { DesktopNotice } from '../ports.ts';
import type { Notification } from './notification.ts';
import { words } from './notification-words.ts';
import { cutUtf16, notificationParts } from './render-text.ts';

/** Bounds in UTF-16 units: desktops show two to five lines and drop the rest. */
export const desktopLimits = {
  title: 120,
  body: 700,
  summary: 250,
  subject: 150,
  from: 100,
  analyst: 80,
} as const;

/** Plain text: severity and place in the title; summary, the mail's own subject and sender, and whose words it are. */
export const renderDesktop = (
  notification: Notification,
  options: { possibleRepeat?: boolean } = {},
): DesktopNotice => {
  const parts = notificationParts(notification, notification.language, options);
  const title = [`${parts.emoji} ${parts.severityName}`, ...parts.where].join(' · ');
  const label = words(notification.language).byModel;
  const body = [
    ...parts.notices,
    cutUtf16(parts.summary, desktopLimits.summary),
    `${parts.subject.label}: ${cutUtf16(parts.subject.value, desktopLimits.subject)}`,
    `${parts.from.label}: ${cutUtf16(parts.from.value, desktopLimits.from)}`,
    ...(parts.isModel ? [`${label}: ${cutUtf16(parts.analysedBy.value, desktopLimits.analyst)}`] : []),
  ].join('\n');
  return {
    title: cutUtf16(title, desktopLimits.title),
    // Bounded by its pieces.
    body,
    severity: notification.severity,
    alertId: notification.alertId,
  };
};
