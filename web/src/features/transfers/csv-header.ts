import { DELIMITERS } from '../../texts/transfers.ts';

/** Bytes in which the first line ends, unless the file is something else. */
const BEGINNING = 64 * 1024;
/** More columns than that aren't offered to choose from. */
const MOST = 200;

/** The cells of the first line of a file that isn't empty, by the separator that makes most of them. */
export async function namesOfColumns(file: Blob): Promise<string[]> {
  return namesIn(decode(new Uint8Array(await file.slice(0, BEGINNING).arrayBuffer())));
}

export function namesIn(text: string): string[] {
  const lines = Object.keys(DELIMITERS).map((delimiter) => firstLine(text, delimiter));
  const [longest = []] = lines.toSorted((a, b) => b.length - a.length);
  return [...new Set(longest.map((name) => name.trim()))].filter((name) => name !== '').slice(0, MOST);
}

function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function firstLine(text: string, delimiter: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] as string;
    if (isQuoted) {
      if (character !== '"') cell += character;
      else if (text[at + 1] === '"') cell += text[++at];
      else isQuoted = false;
    } else if (character === '"' && cell.trim() === '') {
      isQuoted = true;
      cell = '';
    } else if (character === delimiter) {
      cells.push(cell);
      cell = '';
    } else if (character === '\n' || character === '\r') {
      if (cells.length > 0 || cell.trim() !== '') break;
      cell = '';
    } else cell += character;
  }
  return [...cells, cell];
}
