import { describe, expect, it } from 'vitest';
import { createDocument } from '#app/server/openapi.js';
import type { TestOrganization } from '../support/api.ts';
import { tagOf } from '../support/tags.ts';
import { ownersComment, ownersTask, project, sharedView, type Target, webhook } from '../support/targets.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, app } = await createTestApp({ jobs: 'off' });

type Write = (acme: TestOrganization) => Promise<Target> | Target;

/** Every call that heeds `If-Match`, and what it is about. */
const WRITES: Record<string, Write> = {
  'PATCH /organizations/current': () => ({ body: { settings: { taskWrites: 'ADMIN' } } }),
  'DELETE /organizations/current': () => ({}),
  'PATCH /tasks/{id}': (acme) => ownersTask(acme, { title: 'Changed' }),
  'PUT /tasks/{id}': (acme) => ownersTask(acme, { title: 'Replaced' }),
  'DELETE /tasks/{id}': (acme) => ownersTask(acme),
  'PATCH /projects/{id}': (acme) => project(acme, { name: 'Changed' }),
  'DELETE /projects/{id}': (acme) => project(acme),
  'PATCH /views/{id}': (acme) => sharedView(acme, { name: 'Changed' }),
  'DELETE /views/{id}': (acme) => sharedView(acme),
  'PATCH /comments/{id}': (acme) => ownersComment(acme, { body: 'Changed' }),
  'DELETE /comments/{id}': (acme) => ownersComment(acme),
  'PATCH /webhooks/{id}': (acme) => webhook(acme, { isEnabled: false }),
  'DELETE /webhooks/{id}': (acme) => webhook(acme),
  'POST /webhooks/{id}/rotate-secret': (acme) => webhook(acme),
};

const newPlace = async () => ({ owner: await api.newOwner() }) as TestOrganization;

/** Where what a call is about is read. */
const resourceOf = (path: string): string => path.replace('/rotate-secret', '');

it('all calls that heed it are in the table', () => {
  const { paths } = createDocument(app);
  const heeding = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, { parameters?: { name?: string }[] }>).flatMap(
      ([method, { parameters = [] }]) =>
        method !== 'get' && parameters.some(({ name }) => name === 'If-Match')
          ? [`${method.toUpperCase()} ${path}`]
          : [],
    ),
  );
  expect(new Set(heeding)).toEqual(new Set(Object.keys(WRITES)));
});

describe.each(Object.entries(WRITES))('%s', (call, target) => {
  it('writes on the ETag of what it writes, and on nothing else', async () => {
    const [method, path] = call.split(' ') as [string, string];
    const [acme, globex] = await Promise.all([newPlace(), newPlace()]);
    const [ours, theirs] = await Promise.all([target(acme), target(globex)]);
    const urlOf = ({ params = {} }: Target) =>
      path.replace(/\{(\w+)\}/g, (_, name) => params[name] as string);
    const write = (tag: string) => acme.owner.call(method, urlOf(ours), ours.body, { 'if-match': tag });
    const resource = resourceOf(urlOf(ours));
    const before = await acme.owner.get(resource).expect(200);
    const tag = before.headers.get('etag') as string;
    const foreign = await tagOf(globex.owner, resourceOf(urlOf(theirs)));
    const version = String(before.body.version);
    const others = [
      foreign,
      `W/${tag}`,
      `"${version}"`,
      version,
      '',
      '"',
      tag.slice(1, -1),
      tag.slice(0, -1),
    ];
    for (const list of [...others, `*, ${foreign}`, `"a,b", ${foreign},,`, 'x'.repeat(2000)]) {
      const { body } = await write(list).expect(412);
      expect(body).toMatchObject({
        code: 'version-conflict',
        currentVersion: before.body.version,
        current: tag,
        differs: expect.any(Array),
      });
    }
    expect((await acme.owner.get(resource).expect(200)).body).toEqual(before.body);
    const { status, headers } = await write(` ${foreign} ,W/"x", ${tag}`);
    expect(status).toBeLessThan(300);
    if (method === 'DELETE') return;
    expect(headers.get('etag')).not.toBe(tag);
    expect(headers.get('etag')).toBe(await tagOf(acme.owner, resource));
    await write(tag).expect(412);
    expect((await write('*')).status).toBe(200);
  });
});
