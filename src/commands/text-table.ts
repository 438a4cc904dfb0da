const GAP = '  ';

type Cell = string | number | null;

/**
 * Rows in aligned columns under a line of names: numbers to the right, a dash for null. The first
 * column gets what the others leave of `width`, and what doesn't fit into it is cut.
 */
export function textTable(names: string[], rows: Cell[][], width = 80): string[] {
  const texts = [names, ...rows.map((row) => row.map((cell) => (cell === null ? '-' : String(cell))))];
  const isNumber = names.map((_, column) => rows.every((row) => typeof row[column] !== 'string'));
  const widths = names.map((_, column) =>
    Math.max(...texts.map((row) => [...(row[column] as string)].length)),
  );
  const others = widths.slice(1).reduce((sum, one) => sum + one + GAP.length, 0);
  widths[0] = Math.min(widths[0] as number, Math.max(width - others, 8));
  return texts.map((row) =>
    row
      .map((text, column) => fit(text, widths[column] as number, isNumber[column] === true))
      .join(GAP)
      .trimEnd(),
  );
}

function fit(text: string, width: number, toTheRight: boolean): string {
  const characters = [...text];
  const shown = characters.length > width ? `${characters.slice(0, width - 1).join('')}…` : text;
  const padding = ' '.repeat(Math.max(width - characters.length, 0));
  return toTheRight ? padding + shown : shown + padding;
}
