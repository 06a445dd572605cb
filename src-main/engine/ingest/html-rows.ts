const MAX_JOINED_LINES = 3;

/**
 * Lays the rows of one table out, a line a row with ` | ` between its cells. Mails use tables for layout far more
 * than for data: empty cells fall away (in a table with a header row they are kept as `-`, so that columns still
 * line up), and a row holding long cells becomes one block after another, set off by blank lines.
 */
export function layOutRows(rows: string[][], hasHeader: boolean): string {
  const out: string[] = [];
  for (const row of rows) {
    const cells = row.map((cell) => cell.replaceAll('\u00a0', ' ').trim());
    const filled = cells.filter((cell) => cell !== '');
    if (filled.length === 0) continue;
    if (filled.length === 1 || filled.some((cell) => lineCount(cell) > MAX_JOINED_LINES)) {
      const isBlock = filled.some((cell) => lineCount(cell) > MAX_JOINED_LINES);
      out.push(isBlock ? `\n${filled.join('\n\n')}\n` : filled.join('\n'));
      continue;
    }
    const shown = hasHeader ? cells.map((cell) => cell || '-') : filled;
    out.push(shown.map((cell) => cell.replace(/\s+/g, ' ')).join(' | '));
  }
  return out.join('\n');
}

function lineCount(cell: string): number {
  let lines = 1;
  for (let at = cell.indexOf('\n'); at !== -1; at = cell.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
