import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Every number of so many digits is exact as a double. */
const SEQUENCE = /^\d{1,15}$/;

/** Describes a list that is never older than the change that the caller names. */
export const ApiKnownSequence = (): MethodDecorator =>
  ApiHeader({
    name: 'X-Sequence',
    required: false,
    description:
      'The number of the last change that the caller knows of, from the answer to a change or from an event: the answer ' +
      'is not older, whichever process gives it. What is no number is ignored.',
    schema: { type: 'string', example: '42' },
  });

/** The number that a request names as the last change that its caller knows of. */
export function knownSequenceOf({ headers }: FastifyRequest): number | undefined {
  const value = headers['x-sequence'];
  return typeof value === 'string' && SEQUENCE.test(value) ? Number(value) : undefined;
}

/** Says in an answer that has not begun which change it made. */
export function nameSequence(reply: FastifyReply, sequence: number): void {
  if (!reply.raw.headersSent) reply.header('x-sequence', sequence);
}
