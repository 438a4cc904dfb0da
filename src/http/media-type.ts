/** The charset that a Content-Type declares (RFC 9110, 8.3.1); undefined where it declares none. */
export function charsetOf(contentType: string | undefined): string | undefined {
  const [, quoted, token] =
    /;[ \t]*charset[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))/i.exec(contentType ?? '') ?? [];
  return quoted?.replace(/\\(.)/g, '$1') ?? token;
}

/** What the Encoding Standard calls the encoding of a charset; undefined for one that it doesn't know. */
export function encodingOf(charset: string): string | undefined {
  try {
    return new TextDecoder(charset).encoding;
  } catch {
    return undefined;
  }
}

/** Whether content of this type is UTF-8, which it is unless it declares something else. */
export const isDeclaredUtf8 = (contentType: string | undefined): boolean =>
  encodingOf(charsetOf(contentType) ?? 'utf-8') === 'utf-8';

/** The types that the body of a PATCH may have: both say which fields to change, and to what (RFC 7396). */
export const PATCH_TYPES = ['application/json', 'application/merge-patch+json'];
