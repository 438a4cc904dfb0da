import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Reflector } from '@nestjs/core';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { VERSION } from '../common/version.js';
import { PUBLIC } from '../access/access.decorators.js';
import { Config } from '../config/config.js';
import { publicPath } from '../http/public-path.js';
import { describeAnswers } from './openapi/answers.js';
import { describeBodies } from './openapi/bodies.js';
import { describeEvents } from './openapi/events.js';
import { SENDS_ATTACHMENT } from '../http/file-download.decorator.js';
import { describeHeaders, isRepresentation } from './openapi/headers.js';
import { describeParameters } from './openapi/parameters.js';
import { routeId, type Route, routesOf } from './openapi/routes.js';
import { describeRules } from './openapi/rules.js';
import { TAGS } from './openapi/tags.js';
import { describeTexts } from './openapi/texts.js';
import { describeProblems } from './problem-docs.js';

const DESCRIPTION = `Tasks of many organizations, each with a database schema of its own.

Sign in with **POST /auth/login**, press *Authorize* and paste the \`accessToken\`, or an API token from
**POST /auth/tokens**. The token decides in which organization you act. Errors are \`application/problem+json\` (RFC 9457) with a stable \`code\`.

Answers have an \`ETag\`, an opaque text that changes with anything that the answer shows: send it back as \`If-None-Match\`
and get 304 as long as it holds, or with a change as \`If-Match\` and get 412 when another change came first.

Answers from 1 KiB on come compressed to clients that ask for it (\`Accept-Encoding: br, gzip\`), unless they hold a secret; their
\`ETag\` differs from that of the plain answer, and either holds in \`If-Match\` and \`If-None-Match\`.

Bodies are JSON in UTF-8, of 64 KiB at most where no sign-in is needed, of 1 MiB elsewhere, and of 16 MiB for
**POST /tasks/bulk**; files have limits of their own. Objects and lists may be nested 16 deep. In a \`filter\`, as in a query, a value
may stand without its list. A field or a parameter that an operation doesn't name is refused. What is refused for its fields
names up to 50 of them in \`errors\`. Texts are trimmed where they are one line or a comment, and have to show something there;
they have no NUL in them and are composed (Unicode NFC) where that leaves more than ASCII, after which their lengths count
Unicode code points, everywhere.`;

/**
 * Describes the API in OpenAPI 3.1. What is said follows from what the handlers are decorated with, and from the rules
 * of their DTOs: a new route needs nothing more.
 */
export function createDocument(app: NestFastifyApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('TaskFlow')
    .setDescription(DESCRIPTION)
    .setVersion(VERSION)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer(publicPath(app.get(Config, { strict: false })) || '/', 'This deployment')
    .addBearerAuth(
      {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'JWT',
        description:
          'The `accessToken` of a session, or an API token (`tf_…`, POST /auth/tokens), which may do what ' +
          'it was given and, where a call answers `session-required`, nothing.',
      },
      'bearer',
    );
  for (const [name, description] of Object.entries(TAGS)) builder.addTag(name, description);
  const document = SwaggerModule.createDocument(app, builder.build(), { operationIdFactory: routeId });
  const routes = routesOf(app, document);
  describeParameters(routes);
  describeBodies(routes);
  describeRules(document, routes);
  describeAnswers(document);
  describeEvents(document);
  describeTexts(document, routes);
  describeConditionalReads(routes);
  describeHeaders(document, routes);
  describeSecurity(routes);
  describeProblems(document, routes);
  // The handlers' names say it all, each once.
  for (const { operation } of routes) operation.operationId = operation.operationId?.split('.').at(-1);
  return document;
}

const reflector = new Reflector();

/** Calls need a token, unless they are public. */
function describeSecurity(routes: Route[]): void {
  for (const { operation, handler } of routes)
    operation.security = reflector.get<boolean>(PUBLIC, handler) ? [] : [{ bearer: [] }];
}

/** Whatever a signed-in caller reads has an ETag. */
function describeConditionalReads(routes: Route[]): void {
  for (const { verb, operation, handler } of routes) {
    const { 200: shown, 304: known } = operation.responses;
    // A file says by itself how it is read, and what is generated as it is sent has no tag.
    if (verb !== 'get' || reflector.get<boolean>(PUBLIC, handler) || known) continue;
    if (reflector.get<boolean>(SENDS_ATTACHMENT, handler)) continue;
    if (!shown || !('content' in shown) || !isRepresentation(shown)) continue;
    operation.responses['304'] = { description: 'The client has the current answer' };
    operation.parameters = [
      ...(operation.parameters ?? []),
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
