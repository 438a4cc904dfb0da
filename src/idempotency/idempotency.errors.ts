import { defineProblem } from '../common/problem.js';

export class IdempotencyKeyReused extends defineProblem(
  422,
  'idempotency-key-reused',
  'The Idempotency-Key belongs to another request',
  'You have used this key for this call with another body. Take a new key for a new request.',
) {}

export class IdempotencyKeyInUse extends defineProblem(
  409,
  'idempotency-key-in-use',
  'The first request with this Idempotency-Key is still running',
  'Repeat the request in a moment to get its answer.',
) {
  override headers = { 'retry-after': '1' };
}
