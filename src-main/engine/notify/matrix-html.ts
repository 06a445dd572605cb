/**
 * The few elements of HTML that a Matrix message may hold (client-server API, m.room.message msgtypes), and nothing
 * else: whatever is not built here is text, and text is escaped.
 */
import { breakMentions } from './render-text.ts';

type Tag = 'p' | 'strong' | 'em' | 'del' | 'code' | 'pre' | 'ul' | 'li';

/** A finished piece of HTML; the brand keeps plain strings out. */
export interface MatrixHtml {
  readonly html: string;
}

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

export const text = (value: string): MatrixHtml => ({ html: escapeHtml(breakMentions(value)) });

export const element = (tag: Tag, ...children: MatrixHtml[]): MatrixHtml => ({
  html: `<${tag}>${children.map((child) => child.html).join('')}</${tag}>`,
});

export const lineBreak: MatrixHtml = { html: '<br>' };

/** `color` is #rrggbb. */
export const coloured = (color: `#${string}`, ...children: MatrixHtml[]): MatrixHtml => ({
  html: `<span data-mx-color="${escapeHtml(color)}">${children.map((child) => child.html).join('')}</span>`,
});

/** For our own console alone; addresses from a mail are never links (L3). */
export const link = (href: string, label: string): MatrixHtml => ({
  html: `<a href="${escapeHtml(href)}">${escapeHtml(label)}</a>`,
});

export const code = (value: string): MatrixHtml => element('code', text(value));

/** Clients make links and pills of what looks like an address, and fetch previews of them, but not inside code. */
const looksLikeAddress = /:\/\/|[^\s.][.@:][^\s.]|^[@#!+][^\s]+:/u;

/** Text whose addresses, host names and Matrix ids stand as code. */
export const prose = (value: string): MatrixHtml => ({
  html: value
    .split(/(\s+)/u)
    .map((word) => (looksLikeAddress.test(word) ? code(word) : text(word)).html)
    .join(''),
});
