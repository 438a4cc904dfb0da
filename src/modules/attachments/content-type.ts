/** How much of a file's beginning tells what it is, in bytes. */
export const SAMPLE_SIZE = 64 * 1024;

const UNKNOWN = 'application/octet-stream';

/** What is sent under its own name, because no browser runs anything in it. */
const HARMLESS = [
  'application/pdf',
  'application/zip',
  'image/gif',
  'image/jpeg',
  'image/png',
  'image/webp',
  'text/plain',
];

/** Every type a download can have. */
export const SENT_TYPES = [UNKNOWN, ...HARMLESS];

/** What the beginning of a file shows it to be. Its name and what the client calls it say nothing. */
export async function detectContentType(sample: Buffer): Promise<string> {
  const { fileTypeFromBuffer } = await import('file-type');
  const detected = await fileTypeFromBuffer(sample).catch(() => undefined);
  const isXml = detected?.mime === 'application/xml';
  if (detected && !isXml) return detected.mime;
  const text = textIn(sample);
  if (text === undefined) return detected?.mime ?? UNKNOWN;
  if (isXml) return /<svg[\s>]/i.test(text) ? 'image/svg+xml' : 'application/xml';
  return markupIn(text) ?? 'text/plain';
}

/** The type to send a file as: HTML, SVG, XML, scripts, programs and everything rare are mere bytes. */
export function sentType(contentType: string): string {
  if (!HARMLESS.includes(contentType)) return UNKNOWN;
  return contentType === 'text/plain' ? 'text/plain; charset=utf-8' : contentType;
}

/** Controls other than white space. */
const NOT_TEXT = /(?!\s)\p{Cc}/u;

/** The sample as text, undefined unless it is UTF-8 of printable characters. */
function textIn(sample: Buffer): string | undefined {
  if (sample.length === 0) return undefined;
  try {
    // The sample may end within a character.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(sample, {
      stream: sample.length >= SAMPLE_SIZE,
    });
    return NOT_TEXT.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Text that a browser or a shell would run if it were sent as what it is. */
function markupIn(text: string): string | undefined {
  if (text.startsWith('#!')) return 'text/x-script';
  const start = text.slice(0, 4096).toLowerCase();
  if (/<svg[\s>]/.test(start)) return 'image/svg+xml';
  if (/<(?:!doctype html|html|head|body|script|iframe|style|img|a|div|table|title|meta)[\s>/]/.test(start))
    return 'text/html';
  return undefined;
}
