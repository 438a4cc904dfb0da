import { defineProblem } from '../common/problem.js';

export class MalformedBody extends defineProblem(400, 'malformed-body', 'The body cannot be read') {}

export class MalformedRequest extends defineProblem(
  400,
  'malformed-request',
  'This is not an HTTP request',
) {}

export class RequestTimeout extends defineProblem(
  408,
  'request-timeout',
  'The request took too long to arrive',
) {}

export class ExpectationFailed extends defineProblem(
  417,
  'expectation-failed',
  'The expectation cannot be met',
  'The only Expect that is understood is 100-continue.',
) {}

export class HeadersTooLarge extends defineProblem(
  431,
  'headers-too-large',
  'The path or the headers are too large',
  'The request line and the headers may have 16 KiB at most.',
) {}

export class MethodNotAllowed extends defineProblem(
  405,
  'method-not-allowed',
  'The method is not known at this path',
  'Allow names those that are.',
) {
  /** @param allow the methods that the path, or else the server, answers to */
  static but(allow: string[], detail?: string): MethodNotAllowed {
    return Object.assign(new MethodNotAllowed(detail === undefined ? {} : { detail }), {
      headers: { allow: allow.join(', ') },
    });
  }
}

export class RouteNotFound extends defineProblem(404, 'route-not-found', 'There is nothing at this path') {}

export class PayloadTooLarge extends defineProblem(
  413,
  'payload-too-large',
  'The body is too large',
  'A body may have 1 MiB at most, that of POST /tasks/bulk 16 MiB, and 64 KiB where no sign-in is needed.',
) {}

export class UnsupportedMediaType extends defineProblem(
  415,
  'unsupported-media-type',
  'The content type is not supported',
  'Send the body as application/json.',
) {}

export class UnsupportedContentEncoding extends defineProblem(
  415,
  'unsupported-content-encoding',
  'Compressed bodies are not read',
  'Send the body as it is, without a Content-Encoding.',
) {
  override headers = { 'accept-encoding': 'identity' };
}

export class PreconditionFailed extends defineProblem(
  412,
  'precondition-failed',
  'The file is not the one that was asked for',
) {}

export class RangeNotSatisfiable extends defineProblem(
  416,
  'range-not-satisfiable',
  'The range lies outside of the file',
) {}

export class InternalError extends defineProblem(
  500,
  'internal-error',
  'Something went wrong on our side',
  'It has been logged under the request id.',
) {}

export class ServiceUnavailable extends defineProblem(
  503,
  'service-unavailable',
  'A part of the service is unavailable',
  'It was not possible to finish this. Try again in a moment.',
) {
  override headers = { 'retry-after': '1' };
}

export class OriginNotAllowed extends defineProblem(
  403,
  'origin-not-allowed',
  'Pages of this origin may not connect',
  'Operators list the origins of web applications in CORS_ORIGINS.',
) {}
