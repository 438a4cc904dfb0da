/** So many labels of a cell are read: one more than a task may have, so that it shows. */
const MAX_LABELS = 21;
/** The longest cell that is read as labels, in characters: that many of the longest, each in quotes. */
const MAX_LENGTH = 4096;

/** A label, in quotes where it contains the separator. */
const ITEM: Record<string, RegExp> = Object.fromEntries(
  [',', ';', '|', '\n'].map((separator) => {
    const escaped = separator === '|' ? '\\|' : separator;
    return [
      separator,
      new RegExp(`\\s*(?:"((?:[^"]|"")*)"\\s*(?=${escaped}|$)|([^${escaped}]*))(?:${escaped}|$)`, 'y'),
    ];
  }),
);

/**
 * The labels of a cell: separated by commas, quoted where they contain one, as in a line of CSV; or a JSON list. Blanks
 * around them and empty ones mean nothing.
 * @returns undefined for text that is too long
 */
export function readLabels(cell: string, separator = ','): string[] | undefined {
  if (cell.length > MAX_LENGTH) return undefined;
  const labels = jsonList(cell) ?? split(cell, separator);
  return labels
    .map((label) => label.trim())
    .filter((label) => label !== '')
    .slice(0, MAX_LABELS);
}

/** As `readLabels`, for files of others: by whatever separates them, in brackets or not, each once. */
export function readForeignLabels(cell: string): string[] {
  const text = cell.trim();
  const isBracketed = text.startsWith('[') && text.endsWith(']') && jsonList(text) === undefined;
  const inner = isBracketed ? text.slice(1, -1) : text;
  const labels = jsonList(inner) ?? split(inner.slice(0, MAX_LENGTH * 4), separatorOf(inner));
  return [...new Set(labels.map((label) => label.trim()).filter((label) => label !== ''))];
}

const separatorOf = (text: string): string =>
  [';', '|', '\n'].find((separator) => text.includes(separator) && !text.includes(',')) ??
  (text.includes(';') && !/,\S/.test(text) && text.split(';').length >= text.split(',').length ? ';' : ',');

function split(text: string, separator: string): string[] {
  if (!text.includes('"')) return text.split(separator);
  const item = ITEM[separator] as RegExp;
  const labels: string[] = [];
  item.lastIndex = 0;
  while (item.lastIndex < text.length) {
    const match = item.exec(text);
    if (!match) break;
    labels.push(match[1]?.replaceAll('""', '"') ?? (match[2] as string));
  }
  return labels;
}

/** A list of texts. Others, such as `[1]`, may be a label by themselves. */
function jsonList(text: string): string[] | undefined {
  if (!text.trimStart().startsWith('["')) return undefined;
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) && list.every((one) => typeof one === 'string') ? list : undefined;
  } catch {
    return undefined;
  }
}
