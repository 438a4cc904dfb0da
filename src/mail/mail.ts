/** A message to one recipient. */
export interface Mail {
  /** A bare address, without a name. */
  to: string;
  subject: string;
  /** Plain text; blank lines separate paragraphs. */
  text: string;
  /** A link for the reader, under the text. */
  link?: string;
  /**
   * The kind of a mail that its recipient hasn't asked for and that any user can cause: an address gets only a
   * few of a kind, of all senders together. All other mail to an address that nothing has proved is counted likewise.
   */
  unsolicited?: 'invitation' | 'address-confirmation' | 'address-verification';
  /** It gives an address back to its owner, so nothing that others cause may use up its limit. It is limited elsewhere. */
  isAccountRecovery?: boolean;
  /** It is sent at most once and may be lost; other mail is sent at least once. */
  once?: boolean;
}

export const plainText = ({ text, link }: Mail): string => (link ? `${text}\n\n${link}\n` : `${text}\n`);

/** The message in HTML. Only `link` is linked: the text may quote what other users wrote. */
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
