import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiResponse } from '@nestjs/swagger';
import { PreconditionFailed, RangeNotSatisfiable } from './http.errors.js';
import { Raises } from './raises.decorator.js';

export const SENDS_FILE = 'common:sends-file';

/** Marks a route whose answer is generated as it is sent, to be saved under the name in `Content-Disposition`. */
export const SENDS_ATTACHMENT = 'common:sends-attachment';
export const SendsAttachment = () => SetMetadata(SENDS_ATTACHMENT, true);

const conditional = (name: string, description: string) =>
  ApiHeader({ name, description, required: false, schema: { type: 'string' } });

/** Describes a route that answers with `sendFile`. @param types the content types that files may have */
export function SendsFile(types: readonly string[]): MethodDecorator {
  const bytes = { schema: { type: 'string', format: 'binary' } as const };
  const content = Object.fromEntries(types.map((type) => [type.replace(/;.*/, ''), bytes]));
  return applyDecorators(
    SetMetadata(SENDS_FILE, true),
    Raises(PreconditionFailed, RangeNotSatisfiable),
    conditional(
      'Range',
      'Which bytes to send, as `bytes=0-1023`; of several ranges, the whole file (RFC 9110, 14.2).',
    ),
    conditional('If-Range', 'The ETag of which `Range` wants a part: another file is sent whole.'),
    conditional(
      'If-None-Match',
      'The ETags of files that the client has: 304 without a body for one of them.',
    ),
    conditional('If-Match', 'The ETags of files that the client wants: 412 for any other.'),
    ApiOkResponse({ description: 'The whole file', content }),
    ApiResponse({ status: 206, description: 'The range', content }),
    ApiResponse({ status: 304, description: 'The client has the file' }),
  );
}
