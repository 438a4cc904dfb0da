import type { FastifyReply } from 'fastify';
import { expect, it, vi } from 'vitest';
import type { Config } from '../../config/config.js';
import { DocumentationController } from './documentation.controller.js';

it.each([
  ['http://localhost:3000', '/docs'],
  ['https://tasks.example/', '/docs'],
  ['https://example.com/taskflow', '/taskflow/docs'],
  ['https://example.com/a/b/', '/a/b/docs'],
])('leads from %s to %s', async (publicUrl, location) => {
  const redirect = vi.fn();
  await new DocumentationController({ publicUrl } as Config).redirectToDocumentation({
    redirect,
  } as unknown as FastifyReply);
  expect(redirect).toHaveBeenCalledWith(location, 302);
});
