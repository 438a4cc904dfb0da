import type { ProblemType } from '../../common/problem.js';
import { pascalCase, refTo, type Schema } from './schema.js';

/** What all problems have. Each kind of them adds its status, its code, and members of its own. */
export const PROBLEM: Schema = {
  type: 'object',
  description: 'An error, as RFC 9457 has it. Branch on `code`: it is stable.',
  required: ['type', 'title', 'status', 'instance', 'code', 'requestId'],
  properties: {
    type: { type: 'string', format: 'uri-reference', example: 'about:blank' },
    title: { type: 'string', description: 'What went wrong, in general.' },
    status: { type: 'integer', minimum: 400, maximum: 599, description: 'The status of the answer.' },
    detail: { type: 'string', description: 'What went wrong here, and what to do.' },
    instance: { type: 'string', description: 'The path that was called.' },
    code: refTo('schemas', 'ProblemCode'),
    requestId: { type: 'string', description: 'The `X-Request-Id` of the answer: the log has it, too.' },
    errors: {
      type: 'array',
      maxItems: 50,
      description: 'What is wrong with which field or parameter.',
      items: {
        type: 'object',
        required: ['field', 'message'],
        properties: {
          field: { type: 'string', example: 'title' },
          message: { type: 'string', example: 'title must be a string' },
        },
      },
    },
  },
};

export const schemaNameOf = ({ code }: ProblemType): string => `${pascalCase(code)}Problem`;

/** The schema and an example of one kind of problem. */
export function describeProblem(type: ProblemType): [Schema, object] {
  const { status, code, title, members } = type;
  const { detail } = new type();
  const schema: Schema = {
    description: detail && detail !== title ? `${title}. ${detail}` : title,
    allOf: [
      refTo('schemas', 'Problem'),
      {
        type: 'object',
        required: ['status', 'code', ...Object.keys(members)],
        properties: {
          status: { type: 'integer', enum: [status] },
          code: { type: 'string', enum: [code] },
          ...(members as Record<string, Schema>),
        },
      },
    ],
  };
  const extras = Object.fromEntries(Object.entries(members).map(([name, { example }]) => [name, example]));
  const requestId = '019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b';
  const value = {
    type: 'about:blank',
    title,
    status,
    detail,
    instance: '/tasks/42',
    code,
    requestId,
    ...extras,
  };
  return [schema, { summary: title, value }];
}
