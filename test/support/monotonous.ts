/** Texts of one character or a pair, again and again: rulers, borders, indents, and what a stranger makes of them. */
const units = [
  ...'-_=*#.~+|/\\<>()[]{}"\'`:;,!?&%$@^ \t0aäآ',
  ...[
    '- ',
    '_-',
    'a_',
    'a-',
    'a ',
    'a.',
    ') ',
    '="',
    '<a',
    '</',
    '&#',
    '](',
    ': ',
    '\\"',
    'a=',
    '--=',
    'x\n',
    ' \n',
    '->',
    '[x',
  ],
];

/** Each unit as one run, and as lines as wide as rulers are, `chars` in all. */
export const monotonousTexts = (chars: number): { name: string; text: string }[] =>
  units.flatMap((unit) =>
    [chars, 120, 72].map((width) => {
      const line = unit.repeat(Math.ceil(width / unit.length)).slice(0, width);
      const text = `${line}\n`.repeat(Math.ceil(chars / (width + 1))).slice(0, chars);
      return { name: `${JSON.stringify(unit)} in lines of ${width}`, text };
    }),
  );
