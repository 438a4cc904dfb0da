import { expect, it } from 'vitest';
import openapiTS, { astToString } from '../../web/node_modules/openapi-typescript/dist/index.mjs';
import { createDocument } from '#app/server/openapi.js';
import { createTestApp } from '../support/test-app.ts';

const { app } = await createTestApp();

// `npx vitest run test/contract/web-types.e2e-spec.ts -u` writes the file. What no longer fits the console then, its
// type check tells.
it('the types of the console are those of the document', async () => {
  const document = JSON.parse(JSON.stringify(createDocument(app)));
  // Refusals are all of one shape, and a better description is no other type.
  for (const operations of Object.values<Record<string, any>>(document.paths))
    for (const { responses = {} } of Object.values(operations))
      for (const status of Object.keys(responses)) if (Number(status) >= 400) delete responses[status];
  const types = astToString(await openapiTS(document, { alphabetize: true }));
  const code = types.replace(/^\s*\/\*\*[\s\S]*?\*\/\n/gm, '');
  await expect(code).toMatchFileSnapshot('../../web/src/api/schema.d.ts');
});
