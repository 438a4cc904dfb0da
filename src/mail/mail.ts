/** A message to one person. */
export interface Mail {
  /** A bare address, without a name. */
  to: string;
  subject: string;
  /** Plain text; blank lines separate paragraphs. */
  text: string;
  /** Where the reader is to go on, under the text. */
  link?: string;
  /** It goes out once at most and may get lost, where other mail goes out once at least. */
  once?: boolean;
}

/** What could break out of the one line that a text belongs on, or turn its direction. */
const UNRULY = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu;

/** A text of somebody's choice, such as a name, as a part of one line. */
export const oneLine = (text: string): string => text.replace(UNRULY, ' ').trim();

export const plainText = ({ text, link }: Mail): string => (link ? `${text}\n\n${link}\n` : `${text}\n`);

/** The same in HTML. Only `link` becomes one: the text may quote what strangers wrote. */
export function html({ text, link }: Mail): string {
  const paragraphs = text
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${escape(paragraph).replaceAll('\n', '<br>')}</p>`);
  if (link) paragraphs.push(`<p><a href="${escape(link)}">${escape(link)}</a></p>`);
  return `<!doctype html>\n<html lang="en"><body>\n${paragraphs.join('\n')}\n</body></html>\n`;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escape = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => ENTITIES[character] as string);
