import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Plan } from '#app/config/environment.js';
import { Scheduler } from '#app/scheduler/scheduler.js';
import type { ApiClient, ApiResponse } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { ended, requested } from '../support/exports.ts';
import { sendImport } from '../support/imports.ts';
import { newOperator } from '../support/operator.ts';
import { organizationOf, schemaOf } from '../support/sessions.ts';
import { createTestApp } from '../support/test-app.ts';
import { filesOf, formWith } from '../support/uploads.ts';

const t = await createTestApp();
const { app, api, config, superuser } = t;
const operator = await newOperator(t);
const MIB = 1024 * 1024;
const UPLOAD = '/tasks/1/attachments';

const files = (client: ApiClient): Promise<string[]> => filesOf(config.dataDir, organizationOf(client));
const setPlan = (client: ApiClient, plan: Plan) =>
  operator.patch(`/admin/organizations/${organizationOf(client)}`, { plan }).expect(200);
const usageOf = async (client: ApiClient) =>
  (await client.get('/organizations/current/usage').expect(200)).body;
const storageOf = async (client: ApiClient): Promise<number> => (await usageOf(client)).usage.storage;
const upload = (client: ApiClient, bytes: number) => client.post(UPLOAD, formWith('x'.repeat(bytes)));
const count = (answers: ApiResponse[], status: number) =>
  answers.filter((answer) => answer.status === status).length;

/** A user with a task whose organization has room for so many bytes. */
async function withRoom(bytes: number): Promise<ApiClient> {
  const owner = await api.newOwner();
  await owner.post('/tasks', { title: 'x' }).expect(201);
  await setPlan(owner, 'FREE');
  await superuser.query(`UPDATE ${schemaOf(owner)}.sequencer SET max_storage = $1`, [bytes]);
  return owner;
}

/** What the rows of files say, beside what was counted. */
async function expectCounted(client: ApiClient): Promise<void> {
  const schema = schemaOf(client);
  const { rows } = await superuser.query(
    `SELECT storage, (SELECT coalesce(sum(byte_size), 0)::bigint FROM ${schema}.attachments)
       + (SELECT coalesce(sum(byte_size), 0)::bigint FROM ${schema}.exports WHERE file_name IS NOT NULL)
       + (SELECT coalesce(sum(byte_size), 0)::bigint FROM ${schema}.imports
          WHERE status IN ('QUEUED', 'RUNNING')) AS summed
     FROM ${schema}.sequencer`,
  );
  expect(rows[0].storage).toBe(rows[0].summed);
}

describe('the limit of storage', () => {
  it.each([
    ['FREE', 100 * MIB],
    ['BASIC', 1024 * MIB],
    ['PREMIUM', 10 * 1024 * MIB],
    ['ENTERPRISE', null],
  ] as const)('of %s is %s bytes', async (plan, bytes) => {
    const owner = await api.newOwner();
    await setPlan(owner, plan);
    expect((await usageOf(owner)).limits.storage).toBe(bytes);
  });

  it('has room for the last byte, and not for one more', async () => {
    const owner = await withRoom(1000);
    await upload(owner, 999).expect(201);
    const { body } = await upload(owner, 2).expect(402);
    expect(body).toMatchObject({
      code: 'plan-limit-reached',
      what: 'storage',
      limit: 1000,
      usage: 999,
      plan: 'FREE',
    });
    await upload(owner, 1).expect(201);
    await upload(owner, 1).expect(402);
    await upload(owner, 0).expect(201);
    expect(await storageOf(owner)).toBe(1000);
    expect(await files(owner)).toHaveLength(3);
  });

  it('is passed by none of 20 uploads at once, and nothing is left of those refused', async () => {
    const owner = await withRoom(7999);
    const answers = await Promise.all(Array.from({ length: 20 }, () => upload(owner, 1000)));
    expect([count(answers, 201), count(answers, 402)]).toEqual([7, 13]);
    expect(await storageOf(owner)).toBe(7000);
    expect(await files(owner)).toHaveLength(7);
    await expectCounted(owner);
  });

  it('counts what was uploaded and deleted at once, in any way', async () => {
    const owner = await withRoom(20_000);
    const kept = await Promise.all(Array.from({ length: 5 }, () => upload(owner, 1000).expect(201)));
    await Promise.all([
      ...kept.map(({ body }) => owner.delete(`/attachments/${body.id}`)),
      ...kept.map(({ body }) => owner.delete(`/attachments/${body.id}`)),
      ...Array.from({ length: 5 }, () => upload(owner, 700)),
      ...Array.from({ length: 3 }, () => sendImport(owner, `title\n${'x'.repeat(300)}`)),
      owner.post('/exports'),
    ]);
    await eventually(async () => {
      const [imports, exports] = await Promise.all([owner.get('/imports'), owner.get('/exports')]);
      const all: { status: string }[] = [...imports.body.data, ...exports.body.data];
      return all.length === 4 && all.every(({ status }) => status === 'COMPLETED');
    });
    await expectCounted(owner);
    expect(await storageOf(owner)).toBeGreaterThan(3500);
  });

  it('is looked at before a byte arrives where the length is declared', async () => {
    const owner = await withRoom(10_000);
    const answer = await headOnly(owner, 'application/octet-stream', 10_001);
    expect(answer).toContain('402 Payment Required');
    expect(answer).toContain('plan-limit-reached');
    expect(await headOnly(owner, 'multipart/form-data; boundary=x', 100_000)).toContain('402 Payment');
  });

  it('ends a file of no declared length where the room ends', async () => {
    const owner = await withRoom(100_000);
    let sent = 0;
    const content = new ReadableStream({
      pull(controller) {
        sent += 65_536;
        if (sent > 64 * MIB) controller.close();
        else controller.enqueue(new Uint8Array(65_536));
      },
    });
    const response = await fetch(`${api.baseUrl}${UPLOAD}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${owner.session?.accessToken}`,
        'content-type': 'application/octet-stream',
        'content-disposition': 'attachment; filename="x.bin"',
      },
      body: content,
      duplex: 'half',
    } as RequestInit);
    expect(response.status).toBe(402);
    expect(await files(owner)).toEqual([]);
    expect(await storageOf(owner)).toBe(0);
  });

  it('holds for imports that wait, and not for those that have ended', async () => {
    const owner = await withRoom(100);
    const { body } = await sendImport(owner, `title\n${'x'.repeat(200)}`).expect(402);
    expect(body).toMatchObject({ code: 'plan-limit-reached', what: 'storage', limit: 100, usage: 0 });
    expect(await files(owner)).toEqual([]);
    const id = (await sendImport(owner, `title\n${'x'.repeat(80)}`).expect(202)).body.importId;
    await eventually(async () => (await owner.get(`/imports/${id}`)).body.status === 'COMPLETED');
    expect(await storageOf(owner)).toBe(0);
  });

  it.each(['CSV', 'XLSX'])('fails an export to %s that has no room, and says why', async (format) => {
    const owner = await withRoom(10);
    const failed = await requested(owner, { format });
    const { status, error, byteSize } = await ended(owner, failed.id);
    expect([status, byteSize]).toEqual(['FAILED', null]);
    expect(error).toContain('plan-limit-reached');
    expect(await files(owner)).toEqual([]);
    expect(await storageOf(owner)).toBe(0);
  });

  it('is held by exports that end at once', async () => {
    const owner = await withRoom(100_000);
    const first = await ended(owner, (await requested(owner)).id);
    const size = first.byteSize as number;
    await superuser.query(`UPDATE ${schemaOf(owner)}.sequencer SET max_storage = $1`, [size * 2]);
    await setPlanExports(owner);
    const all = await Promise.all(Array.from({ length: 4 }, () => requested(owner)));
    const statuses = (await Promise.all(all.map(({ id }) => ended(owner, id)))).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual(['COMPLETED', 'FAILED', 'FAILED', 'FAILED']);
    expect(await files(owner)).toHaveLength(2);
    await expectCounted(owner);
  });

  it('is freed by whatever removes a file', async () => {
    const owner = await withRoom(100_000);
    const { body: attachment } = await upload(owner, 500).expect(201);
    await owner.post('/tasks', { title: 'Goes' }).expect(201);
    await owner.post('/tasks/2/attachments', formWith('x'.repeat(300))).expect(201);
    const [deleted, expired] = [await requested(owner), await requested(owner)];
    const sizes = [await ended(owner, deleted.id), await ended(owner, expired.id)].map(
      ({ byteSize }) => byteSize as number,
    ) as [number, number];
    expect(await storageOf(owner)).toBe(800 + sizes[0] + sizes[1]);
    await owner.delete(`/attachments/${attachment.id}`).expect(204);
    expect(await storageOf(owner)).toBe(300 + sizes[0] + sizes[1]);
    await owner.delete(`/exports/${deleted.id}`).expect(204);
    expect(await storageOf(owner)).toBe(300 + sizes[1]);
    // A task in the trash keeps its files, and they count.
    await owner.delete('/tasks/2').expect(204);
    expect(await storageOf(owner)).toBe(300 + sizes[1]);
    const schema = schemaOf(owner);
    await superuser.query(`UPDATE ${schema}.deleted_tasks SET deleted_at = now() - interval '31 days'`);
    await superuser.query(`UPDATE ${schema}.exports SET expires_at = now()`);
    await eventually(async () => {
      await app.get(Scheduler).runNow('organizations.cleanup');
      return (await storageOf(owner)) === 0;
    });
    await expectCounted(owner);
  });

  it('lets a smaller plan than the usage be, and nothing be added until there is room', async () => {
    const owner = await withRoom(1000);
    const { body } = await upload(owner, 900).expect(201);
    await superuser.query(`UPDATE ${schemaOf(owner)}.sequencer SET max_storage = 500`);
    await upload(owner, 1).expect(402);
    await owner.get(`/attachments/${body.id}/download`).expect(200);
    await owner.delete(`/attachments/${body.id}`).expect(204);
    await upload(owner, 500).expect(201);
    await setPlan(owner, 'ENTERPRISE');
    await upload(owner, 5000).expect(201);
  });

  it('counts every table that has files', async () => {
    const owner = await api.newOwner();
    const { rows } = await superuser.query(
      `SELECT table_name FROM information_schema.columns
       WHERE table_schema = $1 AND column_name IN ('byte_size', 'bytes', 'size') ORDER BY 1`,
      [schemaOf(owner)],
    );
    // A table that joins them has to count its files in the sequencer, and in `expectCounted`.
    expect(rows.map(({ table_name: name }) => name)).toEqual(['attachments', 'exports', 'imports']);
  });
});

/** Lets the organization have any number of exports at once, and as much storage as before. */
async function setPlanExports(client: ApiClient): Promise<void> {
  await superuser.query(`UPDATE public.organizations SET plan = 'PREMIUM' WHERE id = $1`, [
    organizationOf(client),
  ]);
}

/** What is answered to an upload of which only the head is sent. */
function headOnly(client: ApiClient, type: string, length: number): Promise<string> {
  const { hostname, port } = new URL(api.baseUrl);
  const socket = connect(Number(port), hostname);
  const head = [
    `POST ${UPLOAD} HTTP/1.1`,
    'host: localhost',
    `authorization: Bearer ${client.session?.accessToken}`,
    `content-type: ${type}`,
    'content-disposition: attachment; filename="x.bin"',
    `content-length: ${length}`,
  ];
  return new Promise((resolve, reject) => {
    let answer = '';
    socket.on('error', reject).on('data', (chunk: Buffer) => {
      answer += chunk.toString();
      if (!answer.includes('requestId')) return;
      socket.destroy();
      resolve(answer);
    });
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
  });
}
