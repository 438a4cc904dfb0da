import { Reflector } from '@nestjs/core';
import { UPLOAD } from '../../http/file-upload.js';
import type { Route } from './routes.js';
import type { DocumentedOperation } from './schema.js';

const reflector = new Reflector();

/** The bodies of uploads, which no handler takes as an argument. */
export function describeBodies(routes: Route[]): void {
  for (const { operation, handler } of routes) {
    const upload = reflector.get<DocumentedOperation['requestBody'] | undefined>(UPLOAD, handler);
    if (upload) operation.requestBody = structuredClone(upload);
  }
}
