/**
 * What mail gateways, forwarders and lists put around a mail: `[EXTERNAL]`, `***SPAM***`, `Fwd:`, `[noc-list]`, a warning
 * above the text, a forwarder's header block, a signature below. None of it is said by the tool.
 */

const maxMarks = 8;
const maxBannerLines = 14;
const maxSignatureChars = 1_200;

const gatewayMark =
  /^\s*(?:[[({<*]{1,6}\s?(?:ext|extern(?:al|e|er|es)?|outside|untrusted|(?:suspected |possible |probable |probably )?(?:spam|junk|bulk|phish(?:ing)?)|spam\?|unverified)(?:[ :_-]?(?:e-?mail|sender|mail|message|absender|score[ \d.]{0,8}))?\s?[\])}>*]{1,6}|(?:external(?: e-?mail| sender)?|ext|spam|suspected spam)\s?:)\s*/iu;
const replyMark = /^\s*(?:re|aw|antw|sv|res)(?:\s?[[(]\d{1,3}[\])])?\s?:\s*/iu;
const forwardMark = /^\s*(?:fwd?|wg|tr|rv|enc|doorst|weitergeleitet)(?:\s?[[(]\d{1,3}[\])])?\s?:\s*/iu;
const tag = /^\s*\[([\p{L}\p{N} ._-]{2,40})\]\s*/u;
const listName =
  /^(?:[\p{L}\p{N}._-]{0,30}[-_. ]?(?:mailing-?list|maillist|list|liste|lists|announce|mailing)|noc|ops|sysadmins?|admins?|it|alerts?-?(?:mail)?|monitoring|oncall|on-call)$/iu;

export interface BareSubject {
  subject: string;
  /** What the list was called; it may tell one condition from another. */
  list: string;
  isReply: boolean;
}

/** `listId`: the header of RFC 2919, '' where there is none. */
export const withoutMarks = (subject: string, listId = ''): BareSubject => {
  let rest = subject;
  let list = '';
  let isReply = false;
  for (let i = 0; i < maxMarks; i++) {
    const mark = gatewayMark.exec(rest) ?? forwardMark.exec(rest) ?? replyMark.exec(rest);
    if (mark !== null && mark[0].length < rest.length) {
      isReply ||= replyMark.test(rest);
      rest = rest.slice(mark[0].length);
      continue;
    }
    const named = tag.exec(rest);
    const name = named?.[1] ?? '';
    if (named === null || list !== '' || named[0].length >= rest.length || !isListName(name, listId)) break;
    list = name;
    rest = rest.slice(named[0].length);
  }
  return { subject: rest.trim(), list, isReply };
};

/** A list that calls itself as the mail is tagged, or a name that only a list has. Not `[org/repository]`, not `[web01]`. */
const isListName = (name: string, listId: string): boolean =>
  listName.test(name) ||
  (!/\d/u.test(name) &&
    listId !== '' &&
    new RegExp(
      `<${name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '.')}[.@](?:lists?|mailman|groups?|sympa)\\b`,
      'u',
    ).test(listId.toLowerCase().slice(0, 300)));

const banner =
  /^[\s>*_|[({-]{0,12}(?:(?:caution|warning|attention|notice|important|achtung|vorsicht|hinweis|security (?:notice|warning))\b.{0,80}\b(?:external|outside|extern|originated|unknown sender|unbekannt)|external (?:e-?mail|sender|message)\b|externe? (?:e-?mail|nachricht|absender)\b|(?:this|the) (?:e-?mail|message|mail) (?:originated|was sent|came|comes|is|has been sent|has originated)\b.{0,40}\b(?:external|outside)|diese (?:e-?mail|nachricht) (?:kommt|stammt|wurde)\b.{0,60}\b(?:extern|außerhalb|ausserhalb)|you don't often get e?mail from|ce (?:message|courriel) provient\b.{0,40}\bext[ée]rieur)/iu;
const bannerRest =
  /(?:do not|don't|never|avoid)\b.{0,40}\b(?:click|open|reply|respond)|\bclick(?:ing)? (?:on )?(?:any )?(?:links?|attachments?)|(?:unless|if) you (?:recogni[sz]e|trust|know|were expecting)|content is safe|^\s*(?:of |from )?(?:outside|the organi[sz]ation)|klicken sie .{0,30}(?:links?|anhänge)|öffnen sie keine|learn why this is important|absender (?:nicht )?(?:kennen|vertrauen)/iu;
const forwardHead =
  /^[\s>]{0,6}-{2,12}\s?(?:forwarded message|original message|begin forwarded message|ursprüngliche nachricht|weitergeleitete nachricht|message transf[ée]r[ée]|message d'origine)\b.{0,20}$|^[\s>]{0,6}begin forwarded message:$/iu;
const forwardField =
  /^[\s>*]{0,6}(?:from|sent|to|cc|date|subject|von|gesendet|an|betreff|datum|de|envoyé|à|objet)\*?\s?:/iu;

/** The text without what was put above and below it. */
export const withoutWrapping = (text: string): string => {
  const lines = text.split('\n');
  const kept: string[] = [];
  let isBannerOpen = false;
  let isForwardOpen = false;
  let seen = 0;
  for (const [index, line] of lines.entries()) {
    if (seen >= maxBannerLines) {
      kept.push(...lines.slice(index));
      break;
    }
    if (line.trim() === '') {
      kept.push(line);
      isBannerOpen = false;
      isForwardOpen &&= kept.at(-2)?.trim() === '';
      continue;
    }
    seen += 1;
    const head = line.slice(0, 400);
    if (banner.test(head)) isBannerOpen = true;
    else if (forwardHead.test(head)) isForwardOpen = true;
    else if (!((isBannerOpen && bannerRest.test(head)) || (isForwardOpen && forwardField.test(head)))) {
      isBannerOpen = false;
      isForwardOpen = false;
      kept.push(line);
    }
  }
  return withoutSignature(kept.join('\n'));
};

/** RFC 3676 section 4.3: a line of two dashes and a space. */
const withoutSignature = (text: string): string => {
  const at = text.lastIndexOf('\n-- \n');
  return at > 0 && text.length - at <= maxSignatureChars ? text.slice(0, at + 1) : text;
};
