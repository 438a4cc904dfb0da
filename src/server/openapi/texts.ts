import { STATUS_CODES } from 'node:http';
import { Reflector } from '@nestjs/core';
import type { OpenAPIObject } from '@nestjs/swagger';
import { FRESH_SIGN_IN, PERMISSION, PLATFORM_ADMIN, PUBLIC } from '../../access/access.decorators.js';
import type { Permission } from '../../access/permissions.js';
import type { Route } from './routes.js';
import { type DocumentedResponse, type Schema, schemasOf } from './schema.js';

const reflector = new Reflector();

/** Makes of the comment on a handler a summary in one line, and a description in Markdown that also says who may call it. */
export function describeTexts(document: OpenAPIObject, routes: Route[]): void {
  for (const { operation, handler } of routes) {
    const text = unwrap(operation.description ?? operation.summary ?? '');
    operation.summary = summaryOf(text);
    operation.description = [text, accessOf(handler)].filter(Boolean).join('\n\n');
    for (const parameter of (operation.parameters ?? []) as { description?: string }[])
      if (parameter.description) parameter.description = unwrap(parameter.description);
    for (const [status, response] of Object.entries(operation.responses) as [string, DocumentedResponse][])
      response.description ||= STATUS_CODES[status] ?? '';
  }
  for (const schema of Object.values(schemasOf(document))) unwrapWithin(schema);
}

function unwrapWithin(schema: Schema): void {
  if (schema.description) schema.description = unwrap(schema.description);
  for (const property of Object.values(schema.properties ?? {})) unwrapWithin(property);
  if (schema.items) unwrapWithin(schema.items);
}

/** Lines of a comment end where the source does: to some readers of Markdown that is a line break. */
const unwrap = (text: string): string => text.replace(/(?<!\n)\n(?!\n)/g, ' ').trim();

/** The first sentence, as plain text. */
function summaryOf(text: string): string {
  const [sentence = text] = /^.+?[.:](?=\s|$)/s.exec(text) ?? [];
  return sentence.replace(/[.:]$/, '').replace(/[`*]/g, '').replaceAll('\n', ' ');
}

function accessOf(handler: () => unknown): string {
  if (reflector.get<boolean>(PUBLIC, handler)) return '';
  const permissions = reflector.get<Permission[] | undefined>(PERMISSION, handler) ?? [];
  const who = reflector.get<boolean>(PLATFORM_ADMIN, handler)
    ? 'For platform admins.'
    : `Needs the permission ${permissions.map((permission) => `\`${permission}\``).join(' or ')}.`;
  const of = reflector.get<'second-factor' | 'all' | undefined>(FRESH_SIGN_IN, handler);
  if (of === 'all') return `${who} Needs a recent sign-in.`;
  return of === 'second-factor' ? `${who} Users with a second factor need a recent sign-in.` : who;
}
