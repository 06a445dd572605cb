/**
 * Mails of our own in which every place that a console shows holds what would run, load or lead elsewhere if it were taken
 * for markup: tags, handlers, addresses, templates. Each calls `window.sprung(...)` or asks the canary.
 */

export interface Trap {
  name: string;
  html: string;
}

/** `canary`: like `http://127.0.0.1:1234`. */
export const traps = (canary: string): Trap[] => {
  const run = (name: string): string => `(window.sprung||top.sprung||alert)('${name}')`;
  const at = (name: string): string => `${canary}/${name}`;
  const host = canary.replace(/^http:/, '');
  const made: [string, (name: string) => string][] = [
    ['script', (n) => `<script>${run(n)}</script>`],
    ['script-src', (n) => `<script src="${at(n)}"></script>`],
    ['script-module', (n) => `<script type="module">import "${at(n)}"</script>`],
    ['img-onerror', (n) => `<img src=x: onerror="${run(n)}">`],
    ['img-src', (n) => `<img src="${at(n)}">`],
    ['img-schemeless', (n) => `<img src="${host}/${n}">`],
    ['img-srcset', (n) => `<img srcset="${at(n)} 1x, ${at(n)} 2x">`],
    ['picture', (n) => `<picture><source srcset="${at(n)}"><img></picture>`],
    ['svg-onload', (n) => `<svg onload="${run(n)}"></svg>`],
    ['svg-script', (n) => `<svg><script>${run(n)}</script></svg>`],
    ['svg-image', (n) => `<svg><image href="${at(n)}" width="9" height="9"/></svg>`],
    ['svg-use', (n) => `<svg><use href="${at(n)}#x"/></svg>`],
    [
      'svg-animate',
      (n) =>
        `<svg><a><animate attributeName="href" values="javascript:${run(n)}"/><text y="9">x</text></a></svg>`,
    ],
    ['svg-foreign', (n) => `<svg><foreignObject><img src=x: onerror="${run(n)}"></foreignObject></svg>`],
    [
      'math-mutation',
      (n) =>
        `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x: onerror=${run(n)}&gt;">`,
    ],
    [
      'noscript-mutation',
      (n) => `<noscript><p title="</noscript><img src=x: onerror=&quot;${run(n)}&quot;>"></noscript>`,
    ],
    [
      'form-nesting',
      (n) => `<form><math><mtext></form><form><mglyph><style></math><img src=x: onerror="${run(n)}">`,
    ],
    [
      'template',
      (n) => `<template><img src=x: onerror="${run(n)}"></template><img src=x: onerror="${run(n)}">`,
    ],
    ['iframe', (n) => `<iframe src="${at(n)}"></iframe>`],
    ['iframe-srcdoc', (n) => `<iframe srcdoc="<script>parent.sprung('${n}')</script>"></iframe>`],
    ['iframe-javascript', (n) => `<iframe src="javascript:parent.sprung('${n}')"></iframe>`],
    ['object', (n) => `<object data="${at(n)}"></object>`],
    ['embed', (n) => `<embed src="${at(n)}">`],
    ['video', (n) => `<video src="${at(n)}" poster="${at(n)}" autoplay></video>`],
    ['audio', (n) => `<audio src="${at(n)}" autoplay onerror="${run(n)}"></audio>`],
    ['track', (n) => `<video><source src="${at(n)}" onerror="${run(n)}"></video>`],
    ['link-style', (n) => `<link rel="stylesheet" href="${at(n)}">`],
    ['link-preload', (n) => `<link rel="preload" as="image" href="${at(n)}">`],
    ['link-prefetch', (n) => `<link rel="prefetch" href="${at(n)}">`],
    ['style-import', (n) => `<style>@import url("${at(n)}");</style>`],
    ['style-background', (n) => `<style>body{background:url("${at(n)}")}</style>`],
    ['style-font', (n) => `<style>@font-face{font-family:f;src:url("${at(n)}")}*{font-family:f}</style>x`],
    ['style-attribute', (n) => `<p style="background-image:url('${at(n)}')">x</p>`],
    ['style-escaped', (n) => `<p style="background:u\\72l('${at(n)}')">x</p>`],
    ['style-list', (n) => `<ul style="list-style-image:url(${at(n)})"><li>x</ul>`],
    ['style-image-set', (n) => `<p style="background:image-set('${at(n)}' 1x)">x</p>`],
    ['background', (n) => `<table background="${at(n)}"><tr><td>x</td></tr></table>`],
    ['body-background', (n) => `<body background="${at(n)}" onload="${run(n)}">x</body>`],
    ['refresh', (n) => `<meta http-equiv="refresh" content="0;url=${at(n)}">`],
    ['base', (n) => `<base href="${canary}/"><img src="${n}">`],
    ['focus', (n) => `<input autofocus onfocus="${run(n)}">`],
    ['details', (n) => `<details open ontoggle="${run(n)}">x</details>`],
    ['marquee', (n) => `<marquee onstart="${run(n)}">x</marquee>`],
    [
      'animation',
      (n) => `<style>@keyframes k{}</style><p style="animation:k 1s" onanimationstart="${run(n)}">x</p>`,
    ],
    ['popover', (n) => `<p popover id="p" onbeforetoggle="${run(n)}">x</p><script>p.showPopover()</script>`],
    ['input-image', (n) => `<input type="image" src="${at(n)}">`],
    ['shadow', (n) => `<div><template shadowrootmode="open"><img src="${at(n)}"></template></div>`],
    ['comment-break', (n) => `<!--><img src=x: onerror="${run(n)}">-->`],
    ['conditional', (n) => `<!--[if true]><!--><img src="${at(n)}"><!--<![endif]-->`],
    ['case', (n) => `<ScRiPt>${run(n)}</sCrIpT>`],
    ['null-byte', (n) => `<img src=x: on\u0000error="${run(n)}" onerror="${run(n)}">`],
    ['slashes', (n) => `<img/src="x:"/onerror="${run(n)}">`],
    ['title-break', (n) => `</title></textarea></style></template><img src=x: onerror="${run(n)}">`],
  ];
  return made.map(([name, html]) => ({ name, html: html(name) }));
};

/** What no HTML reader springs, but a careless template, link or Markdown reader might. */
export const wordTraps = (canary: string): Trap[] => {
  const made: [string, string][] = [
    [
      'interpolation',
      "{{constructor.constructor('sprung(1)')()}} $" + '{sprung(2)} #{sprung(3)} <%= sprung(4) %>',
    ],
    ['translation', "$t(alerts:list.alert) {{count}} $t(x, {'a': 'b'})"],
    ['markdown', `![x](${canary}/markdown) [x](javascript:sprung(5)) <${canary}/auto>`],
    ['javascript-address', 'javascript:sprung(6)'],
    ['data-address', 'data:text/html,<script>sprung(7)</script>'],
    ['address', `${canary}/plain http://user:pass@127.0.0.1/ //127.0.0.1/x`],
    ['prototype', '__proto__ constructor toString hasOwnProperty'],
    ['json', '"}]</script><script>sprung(8)</script>'],
    ['terminal', '\u001b]0;sprung\u0007\u001b[31mred'],
  ];
  return made.map(([name, html]) => ({ name, html }));
};

const word = (text: string): string => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;

/** The trap in subject, names, headers, plain text, HTML, attachment names and their types. */
export const trappedMail = ({ name, html }: Trap): Buffer => {
  const quoted = html.replaceAll(/[\r\n"\\\u0000]/g, '');
  const base64 = Buffer.from(html).toString('base64').replaceAll(/.{76}/g, '$&\r\n');
  const lines = [
    `From: ${word(html)} <trap-${name}@host.example>`,
    `To: ${word(html)} <noc@example.net>`,
    `Subject: ${word(`CRITICAL: trap ${name} ${html}`)}`,
    `Message-ID: <${name}.${Buffer.from(name).toString('hex')}@host.example>`,
    `X-Mailer: ${quoted}`,
    `X-Trap: ${word(html)}`,
    `List-Unsubscribe: <javascript:sprung(9)>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=outer',
    '',
    '--outer',
    'Content-Type: multipart/alternative; boundary=inner',
    '',
    '--inner',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(`Host: ${html}\nService: ${html}\nState: CRITICAL\nInfo: ${html}\n\n${html}\n`)
      .toString('base64')
      .replaceAll(/.{76}/g, '$&\r\n'),
    '--inner',
    'Content-Type: text/html; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    base64,
    '--inner--',
    '--outer',
    `Content-Type: text/html; name="${quoted.replaceAll('"', '')}"`,
    `Content-Disposition: attachment; filename="${quoted}.html"`,
    'Content-Transfer-Encoding: base64',
    '',
    base64,
    '--outer--',
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
};
