/**
 * The content of a Matrix message event: plain body always, HTML beside it (X2). Built of blocks, most important
 * first; what does not fit is left out from the end, whole blocks at a time, so that markup is never parted.
 */
import type { Severity, State } from '../../../src-shared/vocabulary.ts';
import { code, coloured, element, lineBreak, link, type MatrixHtml, prose, text } from './matrix-html.ts';
import type { DigestView, Notification } from './notification.ts';
import { words } from './notification-words.ts';
import { digestParts } from './render-digest.ts';
import {
  breakMentions,
  cutUtf16,
  type LabelledValue,
  type NotificationParts,
  notificationParts,
  oneLine,
  pieceLimits,
} from './render-text.ts';
import { statusLines } from './status-lines.ts';

/** An event may have 65,536 bytes; the server adds its own part to ours. */
export const matrixEventMaxBytes = 60_000;

/** A reply: clients show what it answers, and keep it in that thread. */
export interface MatrixReply {
  'm.in_reply_to': { event_id: string };
}

export interface MatrixContent {
  msgtype: 'm.text';
  'm.relates_to'?: MatrixReply;
  body: string;
  format: 'org.matrix.custom.html';
  formatted_body: string;
  /** Nobody is mentioned, whatever the text says (MSC3952). */
  'm.mentions': Record<string, never>;
}

export interface MatrixEdit {
  msgtype: 'm.text';
  body: string;
  'm.mentions': Record<string, never>;
  'm.new_content': MatrixContent;
  'm.relates_to': { rel_type: 'm.replace'; event_id: string };
}

interface Block {
  lines: string[];
  html: MatrixHtml;
}

const colors = {
  critical: '#d32f2f',
  high: '#e65100',
  medium: '#b28704',
  low: '#1565c0',
  info: '#616161',
} as const satisfies Record<Severity, `#${string}`>;
const resolvedColor = '#2e7d32';

const colorOf = (severity: Severity, state: State) =>
  state === 'resolved' ? resolvedColor : colors[severity];

const joined = (pieces: MatrixHtml[], separator: MatrixHtml): MatrixHtml[] =>
  pieces.flatMap((piece, index) => (index === 0 ? [piece] : [separator, piece]));

const headline = (parts: NotificationParts, notification: Notification): Block => {
  const color = colorOf(notification.severity, notification.state);
  const severity = element('strong', text(`${parts.emoji} `), coloured(color, text(parts.severityName)));
  return {
    lines: [[`${parts.emoji} ${parts.severityName}`, ...parts.where].join(' · ')],
    html: element('p', ...joined([severity, ...parts.where.map(code)], text(' · '))),
  };
};

const line = (value: string, html: MatrixHtml): Block => ({ lines: [value], html: element('p', html) });
const labelled = ({ label, value }: LabelledValue): string => `${label}: ${value}`;

const original = ({ subject, from }: NotificationParts): Block => ({
  lines: [labelled(subject), labelled(from)],
  html: element(
    'p',
    text(`${subject.label}: `),
    code(subject.value),
    lineBreak,
    text(`${from.label}: `),
    code(from.value),
  ),
});

const facts = (items: LabelledValue[]): Block => ({
  lines: items.map(labelled),
  html: element('ul', ...items.map(({ label, value }) => element('li', text(`${label}: `), prose(value)))),
});

const list = (heading: string, items: string[]): Block[] =>
  items.length === 0
    ? []
    : [
        {
          lines: [`${heading}:`, ...items.map((item) => `• ${item}`)],
          html: {
            html: [
              element('p', element('strong', text(`${heading}:`))),
              element('ul', ...items.map((item) => element('li', prose(item)))),
            ]
              .map((piece) => piece.html)
              .join(''),
          },
        },
      ];

const excerpt = (heading: string, value: string): Block[] =>
  value === ''
    ? []
    : [
        {
          lines: [`${heading}:`, ...value.split('\n')],
          html: {
            html: `${element('p', text(`${heading}:`)).html}${element('pre', element('code', text(value))).html}`,
          },
        },
      ];

/** How the incident stands, and struck through what is over. */
const status = (notification: Notification): Block[] => {
  const { event, lines, over } = statusLines(notification);
  const struck = over === null ? null : cutUtf16(oneLine(over), pieceLimits.summary);
  return [
    ...(event === null ? [] : [line(event, element('strong', text(event)))]),
    ...(struck === null ? [] : [line(struck, element('del', prose(struck)))]),
    ...lines.map((one) => line(one, prose(one))),
  ];
};

const digestBlocks = (notification: Notification, digest: DigestView): { kept: Block[]; more: Block[] } => {
  const word = words(notification.language);
  const parts = digestParts(digest, notification);
  return {
    kept: [
      line(parts.title, element('strong', text(parts.title))),
      ...(parts.senders === null ? [] : [line(labelled(parts.senders), prose(labelled(parts.senders)))]),
      ...parts.figures.map((figure) => line(figure, text(figure))),
      ...(parts.link === null
        ? []
        : [line(`${word.openConsole}: ${parts.link}`, link(parts.link, word.openConsole))]),
    ],
    more: parts.groups.map(({ emoji, severityName, host, items }) => ({
      lines: [
        `${emoji} ${severityName} · ${host}`,
        ...items.map(
          ({ title, isOver, note }) => `• ${isOver ? '✅ ' : ''}${title}${note === '' ? '' : ` (${note})`}`,
        ),
      ],
      html: {
        html: [
          element('p', text(`${emoji} `), element('strong', text(severityName)), text(' · '), code(host)),
          element(
            'ul',
            ...items.map(({ title, isOver, note }) =>
              element(
                'li',
                ...(isOver ? [text('✅ '), element('del', prose(title))] : [prose(title)]),
                ...(note === '' ? [] : [text(` (${note})`)]),
              ),
            ),
          ),
        ]
          .map((piece) => piece.html)
          .join(''),
      },
    })),
  };
};

/** The first `kept` blocks fit always: they stay below 20,000 bytes, twice that in an edit. */
const toBlocks = (notification: Notification): { kept: Block[]; more: Block[] } => {
  if (notification.digest) return digestBlocks(notification, notification.digest);
  const word = words(notification.language);
  const { over } = statusLines(notification);
  // Matrix recognises repeats by the transaction id, so none is ever possible.
  const parts = notificationParts(notification, notification.language);
  return {
    kept: [
      ...parts.notices.map((notice) => line(notice, element('em', text(notice)))),
      headline(parts, notification),
      ...status(notification),
      ...(over !== null && oneLine(over) === parts.summary
        ? []
        : [line(parts.summary, element('strong', prose(parts.summary)))]),
      line(
        labelled(parts.analysedBy),
        element('em', text(`${parts.analysedBy.label}: `), prose(parts.analysedBy.value)),
      ),
      original(parts),
    ],
    more: [
      facts(parts.facts),
      ...(parts.link === null ? [] : [line(`${word.open}: ${parts.link}`, link(parts.link, word.open))]),
      ...list(word.actions, parts.actions),
      ...list(word.details, parts.details),
      ...excerpt(word.original, parts.excerpt),
    ],
  };
};

const toContent = (blocks: Block[]): MatrixContent => ({
  msgtype: 'm.text',
  body: breakMentions(blocks.flatMap((block) => block.lines).join('\n')),
  format: 'org.matrix.custom.html',
  formatted_body: blocks.map((block) => block.html.html).join(''),
  'm.mentions': {},
});

const bytes = (content: MatrixContent | MatrixEdit): number => Buffer.byteLength(JSON.stringify(content));

/** The largest message that `wrap` keeps below the limit. */
const fitting = <T extends MatrixContent | MatrixEdit>(
  notification: Notification,
  wrap: (content: MatrixContent) => T,
): T => {
  const { kept, more } = toBlocks(notification);
  const notice = words(notification.language).cut;
  for (let count = more.length; count >= 0; count--) {
    const cut = count < more.length ? [line(notice, element('em', text(notice)))] : [];
    const content = wrap(toContent([...kept, ...more.slice(0, count), ...cut]));
    if (count === 0 || bytes(content) < matrixEventMaxBytes) return content;
  }
  throw new RangeError('unreachable: the loop returns at zero');
};

export const renderMatrix = (notification: Notification, replyTo?: string | null): MatrixContent =>
  fitting(notification, (content) =>
    !replyTo ? content : { ...content, 'm.relates_to': { 'm.in_reply_to': { event_id: replyTo } } },
  );

/** Replaces the text of an earlier event; clients without edits show the body with the customary star before it. */
export const renderMatrixEdit = (notification: Notification, eventId: string): MatrixEdit =>
  fitting(notification, (content) => ({
    msgtype: 'm.text',
    body: `* ${content.body}`,
    'm.mentions': {},
    'm.new_content': content,
    'm.relates_to': { rel_type: 'm.replace', event_id: eventId },
  }));
