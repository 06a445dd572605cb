import type { DesktopNotice } from '../ports.ts';
import type { DigestView, Notification } from './notification.ts';
import { words } from './notification-words.ts';
import { digestParts } from './render-digest.ts';
import { cutUtf16, notificationParts } from './render-text.ts';
import { statusLines } from './status-lines.ts';

/** Bounds in UTF-16 units: desktops show two to five lines and drop the rest. */
export const desktopLimits = {
  title: 120,
  body: 900,
  status: 100,
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
  if (notification.digest) return digestNotice(notification.digest, notification, options);
  const status = statusLines(notification);
  const parts = notificationParts(notification, notification.language, options);
  const title = [`${parts.emoji} ${parts.severityName}`, ...parts.where].join(' · ');
  const label = words(notification.language).byModel;
  const body = [
    ...parts.notices,
    ...[...(status.event === null ? [] : [status.event]), ...status.lines]
      .map((line) => cutUtf16(line, desktopLimits.status))
      .slice(0, 2),
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

const digestNotice = (
  digest: DigestView,
  notification: Notification,
  options: { possibleRepeat?: boolean },
): DesktopNotice => {
  const parts = digestParts(digest, notification, options);
  const items = parts.groups.flatMap(({ host, items: ofHost }) =>
    ofHost.map(({ title }) => `• ${host}: ${title}`),
  );
  const lines = [...parts.notices, ...parts.figures, ...items];
  return {
    title: cutUtf16(parts.title, desktopLimits.title),
    body: cutUtf16(lines.join('\n'), desktopLimits.body),
    severity: notification.severity,
    alertId: notification.alertId,
  };
};
