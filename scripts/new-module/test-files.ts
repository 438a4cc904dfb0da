import type { ModuleName } from './module-name.ts';

/** The tests of a module, by path. */
export function testFiles(name: ModuleName): Record<string, string> {
  return {
    [`src/modules/${name.plural}/dto/${name.singular}.dto.spec.ts`]: dtoSpec(name),
    [`test/${name.plural}/${name.plural}.e2e-spec.ts`]: endToEnd(name),
  };
}

const dtoSpec = ({ Singular, singular }: ModuleName): string => `import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { expect, it } from 'vitest';
import { Create${Singular}Dto, Update${Singular}Dto } from './${singular}.dto.js';

it('trims the text', () => {
  const body = plainToInstance(Create${Singular}Dto, { text: ' a ' });
  expect(validateSync(body)).toEqual([]);
  expect(body.text).toBe('a');
});

it.each([undefined, null, 5, '', ' ', 'x'.repeat(20_001)])('refuses a text of %j', (text) => {
  const [error] = validateSync(plainToInstance(Create${Singular}Dto, { text }));
  expect(error?.property).toBe('text');
});

it('has nothing to require of a change, but null is no text', () => {
  expect(validateSync(plainToInstance(Update${Singular}Dto, {}))).toEqual([]);
  expect(validateSync(plainToInstance(Update${Singular}Dto, { text: null }))).toHaveLength(1);
});
`;

const endToEnd = ({
  singular,
  plural,
  one,
  words,
}: ModuleName): string => `import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { tagOf } from '../support/tags.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, superuser } = await createTestApp();

it('creates ${one}, and answers where it is', async () => {
  const owner = await api.newOwner();
  const { headers, body } = await owner.post('/${plural}', { text: ' One ' }).expect(201);
  expect(headers.get('location')).toBe(\`/${plural}/\${body.id}\`);
  expect(headers.get('etag')).toBe(await tagOf(owner, \`/${plural}/\${body.id}\`));
  expect(body).toMatchObject({ text: 'One', version: 1 });
  expect((await owner.get(\`/${plural}/\${body.id}\`).expect(200)).body).toEqual(body);
});

it('lists ${words}, newest first', async () => {
  const owner = await api.newOwner();
  for (const text of ['a', 'b', 'c']) await owner.post('/${plural}', { text }).expect(201);
  const { body } = await owner.get('/${plural}?limit=2').expect(200);
  expect(body).toMatchObject({ page: 1, limit: 2, total: 3, nextCursor: null });
  expect(body.data.map(({ text }: { text: string }) => text)).toEqual(['c', 'b']);
});

it('changes and deletes ${one}, and logs it', async () => {
  const acme = await api.newOrganization();
  const { id } = (await acme.member.post('/${plural}', { text: 'a' }).expect(201)).body;
  const changed = await acme.member.patch(\`/${plural}/\${id}\`, { text: 'b' }).expect(200);
  expect(changed.body).toMatchObject({ text: 'b', version: 2 });
  // What changes nothing is no change.
  expect((await acme.member.patch(\`/${plural}/\${id}\`, { text: 'b' }).expect(200)).body).toEqual(changed.body);
  await acme.member.delete(\`/${plural}/\${id}\`).expect(204);
  await acme.member.get(\`/${plural}/\${id}\`).expect(404);
  const entries = await new TenantDatabase(superuser, acme.id).activity();
  expect(entries.map(({ type, changes }) => [type, changes])).toEqual([
    ['${singular}.created', {}],
    ['${singular}.updated', { text: { from: 'a', to: 'b' } }],
    ['${singular}.deleted', { text: { from: 'b', to: null } }],
  ]);
});

it('shows all members the event', async () => {
  const acme = await api.newOrganization();
  const { id } = (await acme.owner.post('/${plural}', { text: 'a' }).expect(201)).body;
  const { body } = await acme.viewer.get('/events?after=0').expect(200);
  expect(body.data).toMatchObject([{ type: '${singular}.created', data: { subjectId: id } }]);
});

it('knows none of another organization', async () => {
  const [acme, globex] = await Promise.all([api.newOwner(), api.newOwner()]);
  const { id } = (await globex.post('/${plural}', { text: 'Theirs' }).expect(201)).body;
  for (const unknown of [id, randomUUID()]) {
    const { body } = await acme.get(\`/${plural}/\${unknown}\`).expect(404);
    expect(body.code).toBe('${singular}-not-found');
    await acme.patch(\`/${plural}/\${unknown}\`, { text: 'Mine' }).expect(404);
    await acme.delete(\`/${plural}/\${unknown}\`).expect(404);
  }
  expect((await acme.get('/${plural}').expect(200)).body.total).toBe(0);
  expect((await globex.get(\`/${plural}/\${id}\`).expect(200)).body.text).toBe('Theirs');
});
`;
