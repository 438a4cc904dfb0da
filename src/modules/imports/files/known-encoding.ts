import { UnsupportedMediaType } from '../../../http/http.errors.js';
import { encodingOf } from '../../../http/media-type.js';

/** What the Encoding Standard calls the encoding of a file. @throws UnsupportedMediaType for a charset that is none */
export function knownEncoding(charset: string): string {
  const encoding = encodingOf(charset);
  if (encoding === undefined)
    throw new UnsupportedMediaType({ detail: 'The charset of the file is not known. Send it in UTF-8.' });
  return encoding;
}
