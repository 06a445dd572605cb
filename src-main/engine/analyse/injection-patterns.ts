/**
 * What texts look like that speak to a model instead of reporting (L8). Each pattern is one idea; texts are folded before
 * (`foldForSearch`): lower case, no marks, no look-alikes, no invisible characters. Made so that the mails of monitoring
 * tools do not fit: "severity set to", "silence this alert", "you are receiving this" are theirs.
 */

export interface InjectionPattern {
  name: string;
  pattern: RegExp;
}

const rulesNoun = String.raw`(?:instructions?|rules?|prompts?|directives?|guidelines?|guardrails?|polic(?:y|ies)|constraints?|commands?|orders?|context)`;
const severityWord = String.raw`(?:info(?:rmational)?|low(?:er|est)?|ok(?:ay)?|none|noise|minor|trivial|harmless|benign|resolved|debug|unimportant|irrelevant|not? important|false positive|critical|highest|maximum|10\/10|p1|p5|sev-?[0-5]|green|normal)`;
const outputNoun = String.raw`(?:summar(?:y|ies)|answer|response|reply|output|json|analysis|verdict|classification|assessment)`;

export const injectionPatterns: readonly InjectionPattern[] = [
  // --- put aside what you were told
  {
    name: 'override',
    pattern: new RegExp(
      String.raw`\b(?:ignore|disregard|forget|override|overrule|bypass|neglect|drop|discard|do not (?:follow|obey)|don'?t (?:follow|obey)|stop following)\b[^\n.]{0,40}\b(?:previous|prior|above|earlier|preceding|all|any|every|your|these|those|the|system|original|initial)\b[^\n.]{0,30}\b${rulesNoun}\b`,
    ),
  },
  {
    name: 'override',
    pattern: /\bignore (?:everything|all|anything) (?:above|before|else|prior|previous|you)\b/,
  },
  {
    name: 'override',
    pattern:
      /\b(?:new|updated|revised|real|actual|true) (?:system |developer |admin(?:istrator)? )(?:rule|prompt|instruction|message|directive|polic(?:y|ies))s?\b/,
  },
  {
    name: 'override',
    pattern: /\b(?:new|updated|revised|override|additional) (?:instructions?|directives?|prompt)\s*:/,
  },
  {
    name: 'override',
    pattern:
      /\bignore[^\p{L}\p{N}\n]{1,3}(?:this |the |that )?alerts?\b[^\n]{0,20}\b(?:set|severity|info|and|mark|answer|classify|report)\b/u,
  },
  {
    name: 'override',
    pattern: /\bignore[-_](?:this[-_])?(?:alert|rule|instruction|severity|previous|all)s?\b/,
  },
  // --- set what only the reader sets
  {
    name: 'severity',
    pattern: new RegExp(
      String.raw`\b(?:set|change|lower|reduce|raise|downgrade|upgrade|adjust|force|make|keep|put|use|output|return|report|choose|pick|assign|give|write|select|answer)\b (?:it |this |the |its |your |a |an |that |with |alert'?s? |mail'?s? )*(?:overall |final |alert |reported )?(?:severity|priority|criticality|urgency)(?: level| score)?(?: of this (?:alert|mail|message)| field)?(?: to| as| at|:|=| is)? ?["'(]*${severityWord}\b`,
    ),
  },
  {
    name: 'severity',
    pattern: new RegExp(
      String.raw`\b(?:classify|categori[sz]e|treat|consider|rate|regard|label|grade|score|deem|flag)\b(?: (?:it|this|that|these|the|all|any|every|following|above|alert|alerts|mail|message|event|issue|incident|one|severity|state|such))* (?:as|to be|to)\b[^\n.]{0,20}\b(?:${severityWord}|false alarm|a (?:test|drill|joke))\b`,
    ),
  },
  {
    name: 'severity',
    pattern: new RegExp(
      String.raw`\b(?:answer|reply|respond|return|output|say)\b(?: only| always| just)?(?: with)?(?: the)?(?: severity| state| priority| status| word| value)?[ :="'(]+${severityWord}\b["')]*(?:$|[.,;!\n]| (?:and|for|to|severity|state|from|repeated|only))`,
      'm',
    ),
  },
  {
    name: 'severity',
    pattern: new RegExp(
      String.raw`\b(?:answer|reply|respond|return|output)\b[^\n.]{0,25}\b(?:severity|state|priority)\b[^\n.]{0,12}\b${severityWord}\b`,
    ),
  },
  { name: 'severity', pattern: /\bseverity (?:must|should|has to|shall|needs to) (?:be|stay|remain)\b/ },
  {
    name: 'severity',
    pattern:
      /\b(?:every|each|all|any) [^\n.]{0,30}\b(?:alerts?|alarms?|warnings?)\b (?:is|are|was|were|should be) (?:just |only |pure |mere )?(?:noise|unimportant|harmless|irrelevant|info|poetry|spam|a drill|resolved|test(?:s|ing)?)\b/,
  },
  {
    name: 'severity',
    pattern:
      /\bthis (?:alert |mail |message |incident )?is (?:just |only |merely )?(?:a |an )?(?:drill|exercise|simulation|fire drill|joke|prank)\b/,
  },
  {
    name: 'severity',
    pattern:
      /\bpage (?:everyone|everybody|all (?:admins|hands|people|engineers))\b|\bseverity\b[^\n.]{0,10}\b10 ?\/ ?10\b/,
  },
  {
    name: 'severity',
    pattern:
      /\b(?:all|any|every) (?:later|future|further|following|subsequent|coming) (?:alerts?|mails?|messages?|events?)\b[^\n]{0,60}\b(?:answer|say|return|set|reply|classify|treat|ignore|resolved|info)\b/,
  },
  {
    name: 'severity',
    pattern:
      /\bfrom now on\b[^\n]{0,80}\b(?:answer|say|return|reply|respond|classify|treat|you|ignore|every|all)\b/,
  },
  {
    name: 'severity',
    pattern: /\b(?:correct|real|true|actual|right|proper) severity\b[^\n.]{0,40}\b(?:is|should be|must be)\b/,
  },
  {
    name: 'severity',
    pattern:
      /\b(?:consider|treat|regard|classify|rate|count)(?: [^\s.]{1,30}){1,6} as (?:pure |just |mere |plain )?(?:noise|unimportant|irrelevant|harmless|informational|info|false positives?)\b/,
  },
  {
    name: 'severity',
    pattern:
      /\b(?:from this (?:moment|point|time)|henceforth|going forward)\b[^\n.]{0,60}\b(?:treat|answer|classify|ignore|report|rate|say|you)\b/,
  },
  {
    name: 'severity',
    pattern:
      /\boverride (?:the )?(?:severity|state|priority)\s*(?:=|:|to|with)\s*["']?(?:info|low|ok|none|resolved)\b|\b(?:severity|state)\s?:=/,
  },
  {
    name: 'severity',
    pattern:
      /\bseverity["']?\s*[:=]+\s*["']?(?:info|low|none)["']?\s*[,;]\s*["']?state["']?\s*[:=]+\s*["']?(?:resolved|ok|info)\b/,
  },
  {
    name: 'severity',
    pattern:
      /\bdowngrade (?:this |it |that |everything |the (?:alert|severity|mail) )?to (?:info|low|informational|none|noise)\b/,
  },
  {
    name: 'output',
    pattern:
      /\bwhen (?:you )?(?:summari[sz]e|summari[sz]ing|answer(?:ing)?|analy[sz]e|analy[sz]ing|respond(?:ing)?|reply(?:ing)?)\b[^\n.]{0,40}\b(?:say|write|use|answer|mention|include|ignore)\b/,
  },
  {
    name: 'output',
    pattern: /\bsummari[sz]e (?:this |the )(?:alert|mail|message|event|incident) (?:only )?as\b/,
  },
  {
    name: 'role',
    pattern:
      /\bpretend (?:this|that|it|you|to be)\b|\bact as dan\b|\b(?:attention|dear|hey|note to) (?:the |our )?model\b/,
  },
  {
    name: 'override',
    pattern:
      /\bignore (?:the )?(?:above|previous|preceding)(?: text| content| part| lines?)?\s*(?:$|[.!;]| and (?:say|answer|set|report|write))/m,
  },
  {
    name: 'override',
    pattern:
      /\bsystem (?:message|note|notice|update)\s*:[^\n]{0,60}\b(?:downgrade|ignore|classify|lower the|set the|you (?:must|are|should))\b/,
  },
  {
    name: 'operator',
    pattern:
      /\b(?:give|tell|send|provide|read|dictate)(?: out| to)? (?:them|him|her|us|support) (?:the |your |a )?(?:\p{L}+ )?(?:password|passphrase|pin|credentials?|code|token)\b/u,
  },
  {
    name: 'operator',
    pattern:
      /\benter your (?:credentials|password|login|account)\b[^\n]{0,80}(?:https?:|\bdismiss|\bclear|\backnowledge)/,
  },
  {
    name: 'operator',
    pattern:
      /\b(?:run|execute|paste|type)\b[^\n]{0,40}\b(?:curl|wget)\b[^\n|]{0,200}\|\s*(?:sudo )?(?:ba|z|da)?sh\b/,
  },
  {
    name: 'marker',
    pattern:
      /<\/(?:mail|alert|data|message|input|document|context|email)>\s{0,3}(?:<\s?(?:system|user|assistant|instructions?)\b|system\b|new\b|now\b|you\b)/,
  },
  // --- decide who hears of it
  {
    name: 'routing',
    pattern:
      /\b(?:suppress|drop|discard|swallow|hide|withhold|silence|mute|ignore|block)\b (?:all|any|every|each) (?:\p{L}+ ){0,2}(?:alerts?|alarms?|notifications?|warnings?|mails?)\b/u,
  },
  {
    name: 'routing',
    pattern:
      /\b(?:do not|don'?t|never|stop) (?:notify|page|alert|wake|tell|inform|escalate|forward)\b(?! (?:again|me|until|if|when|about))/,
  },
  {
    name: 'routing',
    pattern:
      /\b(?:send|route|deliver|forward|post|redirect)\b (?:this|the|these|all|every|it)(?: \p{L}+){0,2} (?:only |just |exclusively )?(?:to|via|through) (?:the |this |a )?(?:webhook|channel|room|chat|destination|group|nobody|no one|null|\/dev\/null)\b/u,
  },
  { name: 'routing', pattern: /\broute["' ]?\s*[:=]\s*["' ]*(?:none|null|nobody|drop|discard)\b/ },
  // --- who you are, what you write
  {
    name: 'role',
    pattern:
      /\byou are (?:now |from now on |hereby )?(?:a |an |the |in )?(?:\p{L}+ )?(?:\p{L}{2,}gpt|chatbot|assistant|language model|llm|ai|dan|poet|pirate|developer mode|jailbroken|unrestricted)\b/u,
  },
  {
    name: 'role',
    pattern:
      /\b(?:act|behave|respond|roleplay|role-play|pretend)\b (?:as|like|to be|you are)(?: if)?(?: you)? (?:a |an |the )?(?:\p{L}+ ){0,2}(?:assistant|model|ai|bot|gpt|poet|pirate|admin\w*|system|character|persona)\b/u,
  },
  {
    name: 'role',
    pattern:
      /\bwithout (?:any )?(?:rules|restrictions|limitations|filters|guardrails|safety)\b[^\n]{0,40}\b(?:alert|answer|respond|you|poe|mode)|\byou are now \S{2,30} (?:without|and)\b/,
  },
  {
    name: 'role',
    pattern:
      /\b(?:write|compose|answer|reply|respond)\b[^\n.]{0,20}\b(?:haiku|poem|limerick|sonnet|song|joke|story)\b/,
  },
  {
    name: 'role',
    pattern:
      /\b(?:assistant|ai|llm|chatgpt|gpt-?\d\w*|language model|copilot|claude|gemini)\s*[:,]\s*[^\n]{0,60}\b(?:severity|state|summary|ignore|resolved|answer|say|set|this|instructions?)\b/,
  },
  {
    name: 'role',
    pattern:
      /\b(?:dear|attention|hey|hello|note to|message (?:to|for)|instructions? (?:to|for)|for) (?:the )?(?:ai|llm|language model|assistant|chatbot|gpt|model (?:that|which) reads)\b/,
  },
  { name: 'prompt', pattern: /\b(?:system|developer|hidden|initial|secret) (?:prompt|instructions?)\b/ },
  {
    name: 'prompt',
    pattern:
      /\b(?:repeat|reveal|print|show|output|disclose|quote|reproduce|leak|dump|recite)\b[^\n.]{0,30}\b(?:prompt|placeholders?|instructions|verbatim|redacted|redactions?)\b/,
  },
  {
    name: 'prompt',
    pattern:
      /\[\(?(?:secret|host|ip|user|email)_\d{1,4}\)?\]|\b(?:original|real|true) value\b[^\n.]{0,20}\b(?:answer|summary|response|output)\b/,
  },
  {
    name: 'output',
    pattern: new RegExp(
      String.raw`\b(?:in|into|to|from|of|start|begin|end|with|add|change|use|as|put|within|fill) (?:your|the|this)(?: own| final| json| entire| whole| first)? ${outputNoun}\b(?=[^\n]{0,80}(?:$|[.!:"')\n]))(?:[^\n.]{0,40}\b(?:with|write|include|add|put|say|list|link|${outputNoun})\b|[.!:"')]|$|:| and\b| include)`,
      'm',
    ),
  },
  {
    name: 'output',
    pattern: new RegExp(
      String.raw`\b(?:put|write|insert|include|add|place|append|embed|mention|copy|list)\b[^\n]{0,120}\b(?:in|into|to) (?:your|the) (?:own |final |json )?${outputNoun}\b`,
    ),
  },
  {
    name: 'output',
    pattern:
      /\b(?:start|begin|end|finish|open|close|fill) (?:your|the) (?:summary|answer|response|reply|output|details|actions)\b/,
  },
  {
    name: 'output',
    pattern:
      /\bsummari[sz]e (?:this |it |the (?:alert|mail|message) )?(?:only )?(?:as|with|by writing|like this)\b/,
  },
  {
    name: 'output',
    pattern:
      /\badd (?:a|an|the|another|one more) (?:new |extra |further )?(?:field|key|property)\b[^\n]{0,60}\b(?:json|answer|output|response)\b/,
  },
  {
    name: 'output',
    pattern:
      /\b(?:answer|reply|respond|output)\b (?:only |just )?(?:with )?the word\b|\brepeat(?:ed)? (?:it |this |that )?(?:\d[\d,. ]{2,}|thousands? of|a million) times\b/,
  },
  { name: 'output', pattern: /\bsummary\s*[:=]\s*["'`]*\s*(?:<\/|!\[|\[[^\]\n]{0,60}\]\()/ },
  {
    name: 'decode',
    pattern:
      /\bdecode (?:this |it |the following )?and (?:obey|follow|execute|do|run|apply|act)\b|\bobey\b[^\n.]{0,30}\b(?:this|the|these|following|instructions?|text|below)\b/,
  },
  // --- through the model to the person
  {
    name: 'operator',
    pattern:
      /\b(?:tell|instruct|ask|advise|order|urge|direct|have|make|get) (?:the )?(?:operators?|users?|admins?|administrators?|on-?call(?: engineer)?|engineers?|team|readers?|recipients?|staff|person on duty)\b(?: to)? (?:to )?(?:run|call|phone|ring|execute|log ?in|sign ?in|open|click|visit|paste|read out|download|send|enter|type|disable|reboot|install|dial|give)\b/,
  },
  {
    name: 'operator',
    pattern:
      /\b(?:the )?(?:operator|administrator|admin|on-?call(?: engineer)?|engineer|user|recipient) (?:must|has to|should|needs to|shall) (?:now |first |immediately )?(?:log ?in|sign ?in|authenticate|enter|call|run|visit|confirm|verify)\b[^\n]{0,60}(?:https?:|password|credential|\+\d|\|)/,
  },
  {
    name: 'operator',
    pattern:
      /\bto (?:clear|acknowledge|resolve|close|confirm|dismiss) this (?:alert|alarm|incident|warning)\b[^\n]{0,60}\b(?:log ?in|sign ?in|enter your|password|credentials?|call \+?\d)\b/,
  },
  {
    name: 'operator',
    pattern: /\bread (?:out|back) (?:the |your )?(?:\p{L}+ )?(?:password|passphrase|pin|code|token|key)\b/u,
  },
  {
    name: 'operator',
    pattern:
      /\b(?:on-?call|engineer|operator|admin\w*|colleague|team|someone)\b[^\n.]{0,30}\balready (?:handled|fixed|resolved|dealt with|solved|took care)\b[^\n]{0,60}\b(?:severity|reply|answer|set|low|info|ignore)\b/,
  },
  {
    name: 'authority',
    pattern:
      /\b(?:ceo|cto|ciso|cio|boss|management|security team|vendor|openai|anthropic|developer)(?:'s)?\b (?:note|order|says?|instructs?|approved|request|message|notice)s?\b[^\n]{0,120}\b(?:suppress|ignore|silence|drop|mute|do not|don'?t|all alerts|maintenance|resolved)\b/,
  },
  {
    name: 'mention',
    pattern:
      /@(?:room|everyone|here|channel|all)\b[^\n]{0,40}@(?:room|everyone|here|channel|all)\b|\btag all (?:admins|users|members|people)\b/,
  },
  // --- forged structure
  {
    name: 'marker',
    pattern:
      /<\/?(?:alert[_-]data|system[_-]?prompt|instructions?|assistant|untrusted[\w-]*|user[_-](?:input|message|data)|end[_-]of[_-](?:mail|alert|data|input))\b[^>\n]{0,40}>/,
  },
  {
    name: 'marker',
    pattern:
      /<\|(?:im_start|im_end|system|user|assistant|end\w*|begin\w*|eot_id|start_header_id)\|>|\[\/?inst\]|<<\/?sys>>|={3}\s{0,5}(?:begin|end) mail\b|^#{2,4} ?(?:system|assistant|instructions?)\s*:?\s*$/m,
  },
  {
    name: 'marker',
    pattern:
      /\bend of (?:alert|mail|data|input|message|document)s?\b[^\p{L}\p{N}\n]{0,6}(?:$|\n|system|new|now|instructions?|assistant)/u,
  },
  {
    name: 'structure',
    pattern:
      /\{[^{}\n]{0,200}["']?severity["']?\s*:\s*["']?(?:info|low|none)["']?[^{}\n]{0,200}["']?(?:route|summary|state)["']?\s*:[^{}\n]{0,200}\}/,
  },
  {
    name: 'structure',
    pattern:
      /["'\])}][\])}]\s{0,3}["']?(?:severity|state|priority|route|summary|role)["']?\s*[:=]\s*["']?(?:info|low|none|ok|resolved|system|drop|debug)\b/,
  },
  {
    name: 'markup',
    pattern:
      /\btg:\/\/(?:user|resolve)\b|<a\s[^>\n]{0,20}href=[^>\n]{0,200}>[^<\n]{0,60}<\/a>[^\n]{0,40}(?:`|\*_)/,
  },
  {
    name: 'link',
    pattern: /\[\s*https?:\/\/([^\]\s/]+)[^\]\n]{0,200}\]\(\s*https?:\/\/(?!\1)[^)\s]{1,300}\)/,
  },
  { name: 'link', pattern: /!\[[^\]\n]{0,80}\]\(\s*https?:\/\/[^)\s]{1,300}\?[^)\s]{0,200}=[^)\s]{0,200}\)/ },
  {
    name: 'exfiltration',
    pattern:
      /\b(?:add|append|attach|include|send|put|insert)\b (?:the |all |every |a list of )?(?:\p{L}+ )?(?:hosts?|host ?list|passwords?|credentials?|secrets?|tokens?|users?|ip addresses)(?: list)?\b[^\n]{0,40}(?:https?:\/\/|\bto (?:the |this )?(?:url|link|address)\b)/u,
  },
  {
    name: 'trust',
    pattern:
      /\b(?:trust|believe|read|use|consider|follow)\b only\b[^\n.]{0,30}\b(?:part|text|this|section|version|paragraph|plain|html|line|note)\b/,
  },

  // --- German
  {
    name: 'override-de',
    pattern:
      /\b(?:ignorier\w*|missacht\w*|vergiss|vergesst|vergessen sie|beacht\w* nicht|uberge\w*)\b[^\n.]{0,40}\b(?:alle|alles|vorherig\w*|bisherig\w*|obig\w*|vorig\w*|deine|ihre|die|diese)\b[^\n.]{0,30}\b(?:regeln|anweisung\w*|vorgaben|instruktion\w*|befehle|vorschriften|richtlinien|meldung\w*|alarme?)\b/,
  },
  {
    name: 'severity-de',
    pattern:
      /\b(?:stuf\w*|setz\w*|bewert\w*|klassifizier\w*|behandl\w*|meld\w*|mark\w*|antwort\w*)\b[^\n.]{0,50}\b(?:als|auf|mit)\b[^\n.]{0,20}\b(?:unwichtig|niedrig|info|harmlos|gelost|erledigt|unkritisch|ok|gering|test|irrelevant)\b/,
  },
  {
    name: 'routing-de',
    pattern:
      /\b(?:benachrichtig\w*|alarmier\w*|weck\w*|informier\w*) (?:niemand\w*|keinen?)\b|\bunterdruck\w*\b[^\n.]{0,20}\balle\b/,
  },
  {
    name: 'role-de',
    pattern:
      /\bdu bist (?:jetzt|nun|ab jetzt)\b|\b(?:dein|deine|deiner|deinem) (?:systemprompt|system-prompt|zusammenfassung|antwort|anweisungen)\b/,
  },
  // --- French
  {
    name: 'override-fr',
    pattern:
      /\b(?:ignor\w{1,4}|oubli\w{1,4}|ne ten\w{1,3} pas compte)\b[^\n.]{0,40}\b(?:toutes?|tous|les|ces|vos|tes|precedentes?|ci-dessus)\b[^\n.]{0,30}\b(?:instructions?|regles?|consignes?|directives?|alertes?)\b/,
  },
  {
    name: 'severity-fr',
    pattern:
      /\b(?:class\w{1,4}|mett?\w{0,3}|mets|regl\w{1,3}|consider\w{1,4}|trait\w{1,3}|repond\w{0,3}|marqu\w{1,3}|defini\w{0,3})\b[^\n.]{0,50}\b(?:comme|a|sur|en|par|avec)\b[^\n.]{0,20}\b(?:info|faible|basse?|mineure?|resolue?|sans importance|non critique|negligeable|bruit)\b/,
  },
  {
    name: 'role-fr',
    pattern:
      /\btu es (?:maintenant|desormais)\b|\bvous etes (?:maintenant|desormais) (?:un|une)\b|\b(?:ton|ta|votre) (?:prompt systeme|resume|reponse)\b/,
  },
  {
    name: 'routing-fr',
    pattern:
      /\bne (?:preven\w+|notifi\w+|alert\w+|previens) (?:personne|pas)\b|\bsupprim\w{1,3} toutes? les alertes\b/,
  },
  // --- Spanish
  {
    name: 'override-es',
    pattern:
      /\b(?:ignor\w{1,3}|olvid\w{1,3}|descart\w{1,3}|haz caso omiso|no sigas)\b[^\n.]{0,40}\b(?:todas?|todos?|las|los|estas?|tus|sus|anteriores|previas)\b[^\n.]{0,30}\b(?:instrucciones|reglas|indicaciones|ordenes|directrices|alertas?)\b/,
  },
  {
    name: 'severity-es',
    pattern:
      /\b(?:clasific\w{1,4}|marc\w{1,3}|pon|ponga|establec\w{1,3}|consider\w{1,3}|trat\w{1,3}|respond\w{1,3}|cambi\w{1,3}|fij\w{1,3})\b[^\n.]{0,50}\b(?:como|a|en|con)\b[^\n.]{0,20}\b(?:info\w*|baj[ao]|leve|resuelt[ao]|sin importancia|poco importante|irrelevante|ruido|normal)\b/,
  },
  {
    name: 'role-es',
    pattern:
      /\b(?:ahora eres|eres ahora|actua como)\b|\b(?:tu|su) (?:prompt del sistema|resumen|respuesta)\b/,
  },
  {
    name: 'routing-es',
    pattern: /\bno (?:notifi\w+|avis\w+|alert\w+) a nadie\b|\bsuprim\w{1,3} todas las alertas\b/,
  },
  // --- Italian, Portuguese, Turkish, Russian (folded to Latin look-alikes, so the original is searched too)
  {
    name: 'override-it',
    pattern:
      /\b(?:ignora|dimentica|trascura|ignore|esqueca|desconsidere)\b[^\n.]{0,40}\b(?:tutte|tutti|le|istruzioni|todas|todos|as|os)\b[^\n.]{0,30}\b(?:istruzioni|regole|instrucoes|regras|direttive)\b/,
  },
  {
    name: 'override-tr',
    pattern:
      /\b(?:tum|butun|onceki)\b[^\n.]{0,40}\b(?:talimat\w*|kural\w*)\b[^\n.]{0,20}\b(?:yok say\w*|gormezden gel\w*|unut\w*)\b/,
  },
  {
    name: 'override-ru',
    pattern:
      /(?:игнорируй\p{L}*|забудь\p{L}*|не обращай\p{L}* внимания)[^\n.]{0,40}(?:все|всех|предыдущ\p{L}*|эти|инструкц\p{L}*)[^\n.]{0,30}(?:инструкц\p{L}*|правил\p{L}*|указани\p{L}*|оповещени\p{L}*)?/u,
  },
  {
    name: 'severity-ru',
    pattern:
      /(?:установи|поставь|измени|считай|пометь|классифицируй)\p{L}*[^\n.]{0,40}(?:важност\p{L}*|серьезност\p{L}*|приоритет\p{L}*|сообщени\p{L}*|тревог\p{L}*|как)[^\n.]{0,20}(?:низк\p{L}*|инфо\p{L}*|info|неважн\p{L}*|решен\p{L}*|шум\p{L}*)/u,
  },
  {
    name: 'override-zh',
    pattern:
      /(?:忽略|无视|忘记)[^\n。]{0,12}(?:指令|规则|指示|提示|警报|告警)|(?:设|设置|设定|标记)为[^\n。]{0,8}(?:信息|低|已解决|info)/u,
  },
  {
    name: 'override-ar',
    pattern: /(?:تجاهل|انس|اهمل)[^\n.]{0,30}(?:التعلیمات|تعلیمات|القواعد|قواعد|التنبیه|الاوامر)/u,
  },
  // --- Persian
  {
    name: 'override-fa',
    pattern:
      /(?:دستور\p{L}*|قوانین|قواعد|قانون\p{L}*|راهنمایی\p{L}*|پیام\p{L}*|هشدار\p{L}*|موارد|گفته\p{L}*)[^\n.]{0,40}(?:نادیده|فراموش|کنار|چشم[ \u200c]?پوشی|بی[ \u200c]?توجه|توجه نکن|رعایت نکن|پیروی نکن)/u,
  },
  {
    name: 'override-fa',
    pattern: /(?:نادیده بگیر|فراموش کن|بی[ \u200c]?خیال)[^\n.]{0,40}(?:دستور|قوانین|قواعد|هشدار|پیام)/u,
  },
  {
    name: 'severity-fa',
    pattern:
      /(?:شدت|اولویت|اهمیت|سطح|وضعیت|هشدار|پیام)[^\n.]{0,30}(?:را |رو )?[^\n.]{0,15}(?:کم|پایین|پایین\u200cتر|اطلاع\p{L}*|info|low|بی[ \u200c]?اهمیت|ناچیز|عادی|حل[ \u200c]?شده|برطرف)[^\n.]{0,12}(?:بگذار|قرار بده|اعلام کن|گزارش کن|در نظر بگیر|کن(?:ید)?(?![\p{L}])|بنویس|تنظیم کن|بده|بگو|علامت بزن|تلقی کن)/u,
  },
  {
    name: 'routing-fa',
    pattern:
      /(?:به )?(?:هیچ[ \u200c]?کس|کسی|هیچ[ \u200c]?کسی)[^\n.]{0,15}(?:خبر نده|اطلاع نده|نگو|نفرست)|(?:همه|تمام)[^\n.]{0,15}هشدار\p{L}*[^\n.]{0,15}(?:قطع کن|خاموش کن|حذف کن)/u,
  },
  {
    name: 'role-fa',
    pattern:
      /(?:تو|شما) (?:اکنون|حالا|از این پس|الان)[^\n.]{0,30}(?:هستی|هستید|مدل|دستیار|ربات|شاعر)|در (?:خلاصه|پاسخ|جواب)(?: خود| خودت)?[^\n.]{0,30}(?:بنویس|بگذار|قرار بده)/u,
  },
];

/** In text that nobody was to see (comments, hidden HTML, decoded base64) one such word is enough. */
export const hiddenPattern =
  /\b(?:ignore|disregard|obey|override|system prompt|instructions?|assistant|language model|llm)\b[^\n]{0,80}\b(?:severity|state|summary|alert|rules?|instructions?|info|resolved|answer|prompt)\b|\bseverity\s*(?:=|:|to|is)\s*["']?(?:info|low|none|ok)\b|\b(?:reply|answer|respond) with\b|\bdo not (?:notify|page|alert)\b/;
