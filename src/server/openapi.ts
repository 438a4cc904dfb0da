import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { VERSION } from '../common/version.js';
import { operationId, ProblemDocs } from './problem-docs.js';

const DESCRIPTION = `Tasks of many organizations, each with a database schema of its own.

Sign in with **POST /auth/login**, press *Authorize* and paste the \`accessToken\`, or an API token from
**POST /auth/tokens**. The token decides in which organization you act. Errors are \`application/problem+json\` (RFC 9457) with a stable \`code\`.

Answers have an \`ETag\`, an opaque text that changes with anything that the answer shows: send it back as \`If-None-Match\`
and get 304 as long as it holds, or with a change as \`If-Match\` and get 412 when another change came first.

Answers from 1 KiB on come compressed to clients that ask for it (\`Accept-Encoding: br, gzip\`), unless they hold a secret; their
\`ETag\` differs from that of the plain answer, and either holds in \`If-Match\` and \`If-None-Match\`.

Bodies are JSON in UTF-8, of 64 KiB at most where no sign-in is needed, of 1 MiB elsewhere, and of 16 MiB for
**POST /tasks/bulk**; files have limits of their own. Objects and lists may be nested 16 deep. What is refused for its
fields names up to 50 of them in \`errors\`.`;

/** In the order in which a user new needs them; a tag that is left out comes last. */
const TAGS = [
  'Session',
  'Account',
  'Organizations',
  'Tasks',
  'Projects',
  'Comments',
  'Attachments',
  'Exports',
  'Imports',
  'Analytics',
  'Activity',
  'Events',
  'Webhooks',
  'Notifications',
  'API tokens',
  'Platform',
  'System',
];

/** Serves Swagger UI at /docs and the OpenAPI document at /docs-json. */
export function serveDocs(app: NestFastifyApplication): void {
  SwaggerModule.setup('docs', app, () => createDocument(app), {
    jsonDocumentUrl: 'docs-json',
    yamlDocumentUrl: 'docs-yaml',
    customSiteTitle: 'TaskFlow API',
    swaggerOptions: { persistAuthorization: true, displayRequestDuration: true, tryItOutEnabled: true },
  });
}

export function createDocument(app: NestFastifyApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('TaskFlow')
    .setDescription(DESCRIPTION)
    .setVersion(VERSION)
    .setLicense('MIT', '')
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description:
        'The `accessToken` of a session, or an API token (`tf_…`, POST /auth/tokens), which may do what ' +
        'it was given and, where a call answers `session-required`, nothing.',
    });
  for (const tag of TAGS) builder.addTag(tag);
  const document = SwaggerModule.createDocument(app, builder.build(), { operationIdFactory: operationId });
  describeQueries(document);
  app.get(ProblemDocs).describe(document);
  describeTags(document);
  return document;
}

/** Whatever a signed-in caller reads as JSON has an ETag. */
function describeTags(document: OpenAPIObject): void {
  for (const { get } of Object.values(document.paths)) {
    const shown = get?.responses['200'];
    if (!get?.security || !shown || !('content' in shown) || !shown.content?.['application/json']) continue;
    shown.headers = { ...shown.headers, ETag: { schema: { type: 'string' } } };
    get.responses['304'] = { description: 'The client has the current answer' };
    get.parameters = [
      ...(get.parameters ?? []),
      {
        name: 'If-None-Match',
        in: 'header',
        required: false,
        description: 'The ETags of earlier answers: 304 without a body as long as one of them holds.',
        schema: { type: 'string' },
      },
    ];
  }
}

/**
 * Queries as clients meet them: what has a default may be left out. And without examples: Swagger UI
 * fills in every one it finds, and a list filtered by all of them at once would be empty.
 */
function describeQueries(document: OpenAPIObject): void {
  for (const { parameters = [] } of Object.values(document.paths).flatMap(({ get }) => get ?? [])) {
    for (const parameter of parameters) {
      if (!('schema' in parameter) || parameter.in !== 'query') continue;
      const schema = parameter.schema as { default?: unknown; example?: unknown };
      if (schema.default !== undefined) parameter.required = false;
      delete schema.example;
    }
  }
}
