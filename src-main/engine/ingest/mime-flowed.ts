/** Joins the soft line breaks of `format=flowed` text (RFC 3676). Quoted lines are left as they are. */
export function joinFlowed(text: string, dropsSpace: boolean): string {
  const out: string[] = [];
  let open: string | null = null;
  for (const line of text.split('\n')) {
    const isQuoted = line.startsWith('>');
    const unstuffed = line.startsWith(' ') ? line.slice(1) : line;
    const goesOn = !isQuoted && unstuffed.endsWith(' ') && unstuffed !== '-- ';
    const whole: string = open !== null && !isQuoted ? open + unstuffed : unstuffed;
    if (open !== null && isQuoted) out.push(open);
    open = goesOn ? (dropsSpace ? whole.slice(0, -1) : whole) : null;
    if (!goesOn) out.push(whole);
  }
  if (open !== null) out.push(open);
  return out.join('\n');
}
