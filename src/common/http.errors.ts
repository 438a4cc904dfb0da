import { defineProblem } from './problem.js';

export class MalformedBody extends defineProblem(400, 'malformed-body', 'The body cannot be read') {}

export class RouteNotFound extends defineProblem(404, 'route-not-found', 'There is nothing at this path') {}

export class PayloadTooLarge extends defineProblem(
  413,
  'payload-too-large',
  'The body is too large',
  'A body may have 1 MiB at most.',
) {}

export class UnsupportedMediaType extends defineProblem(
  415,
  'unsupported-media-type',
  'The content type is not supported',
  'Send the body as application/json.',
) {}

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
