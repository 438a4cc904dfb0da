export interface Range {
  start: number;
  end: number;
}

/**
 * The range of bytes that a `Range` header asks for (RFC 9110, 14.1.2), with what lies beyond the end
 * cut off. One that can't be read, or that asks for several parts, counts as none: the whole is sent.
 * @returns null when nothing of it lies within `size`
 */
export function readRange(header: string | undefined, size: number): Range | null | undefined {
  const [, first, last] = /^bytes=[ \t]*(\d{0,15})-(\d{0,15})[ \t]*$/i.exec(header ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined;
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? null : { start: size - length, end: size - 1 };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return undefined;
  if (start >= size) return null;
  return { start, end: last === '' ? size - 1 : Math.min(Number(last), size - 1) };
}
