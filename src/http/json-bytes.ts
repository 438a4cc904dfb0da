import { MalformedBody } from './http.errors.js';

/** The bytes that give JSON its structure. */
export const Byte = {
  Blank: 0x20,
  Quote: 0x22,
  Backslash: 0x5c,
  Comma: 0x2c,
  Colon: 0x3a,
  OpenObject: 0x7b,
  CloseObject: 0x7d,
  OpenList: 0x5b,
  CloseList: 0x5d,
} as const;

/** Where a byte comes next, or the length where it doesn't. */
export function find(chunk: Buffer, byte: number, from: number): number {
  const index = chunk.indexOf(byte, from);
  return index === -1 ? chunk.length : index;
}

/** Digits, letters, and the signs of numbers. */
export const isLiteral = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) ||
  (byte >= 0x61 && byte <= 0x7a) ||
  (byte >= 0x41 && byte <= 0x5a) ||
  byte === 0x2b ||
  byte === 0x2d ||
  byte === 0x2e;

/** The name of a field. @param bytes with the quote behind them, in Latin-1 */
export function decodeName(bytes: string): string {
  const text = Buffer.from(bytes.slice(0, -1), 'latin1').toString();
  if (!text.includes('\\')) return text;
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    throw new MalformedBody({ detail: 'The name of a field is no JSON.' });
  }
}

export const malformed = (offset: number): MalformedBody =>
  new MalformedBody({ detail: `The body is no JSON at its byte ${offset}.` });
