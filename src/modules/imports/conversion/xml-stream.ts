import sax from 'sax';
import { UnreadableFile } from './unreadable-file.js';

/** What a reader of XML does about it. Names are without the prefix of their namespace. */
export interface XmlHandlers {
  open: (name: string, attributes: Readonly<Record<string, string>>) => void;
  close?: (name: string) => void;
  text?: (text: string) => void;
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

/**
 * Reads XML piece by piece, and yields behind each piece.
 * @throws UnreadableFile for what is no XML, or declares entities
 */
export async function* readXml(
  content: AsyncIterable<Buffer>,
  { open, close, text }: XmlHandlers,
): AsyncGenerator<void> {
  const decoder = new TextDecoder();
  const xml = sax.parser(true, { position: false });
  xml.onerror = () => {
    throw new UnreadableFile('file is no workbook that can be read: its XML is broken');
  };
  xml.ondoctype = () => {
    throw new UnreadableFile('file is no workbook that can be read: its XML has a document type');
  };
  xml.onopentag = (tag) => open(localName(tag.name), tag.attributes as Record<string, string>);
  xml.onclosetag = (name) => close?.(localName(name));
  xml.ontext = (part) => text?.(part);
  xml.oncdata = (part) => text?.(part);
  for await (const chunk of content) {
    xml.write(decoder.decode(chunk, { stream: true }));
    yield;
  }
  xml.write(decoder.decode()).close();
  yield;
}

/** Reads all of a document that is short. */
export async function readWholeXml(content: AsyncIterable<Buffer>, handlers: XmlHandlers): Promise<void> {
  for await (const _piece of readXml(content, handlers));
}

/** What XML can't hold stands in texts as `_x000D_`. */
export const withoutEscapes = (text: string): string =>
  text.includes('_x')
    ? text.replaceAll(/_x([\da-f]{4})_/gi, (_whole, code: string) =>
        String.fromCharCode(Number.parseInt(code, 16)),
      )
    : text;
