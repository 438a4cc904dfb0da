import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse';
import { parse as parseWhole } from 'csv-parse/sync';

/** Signs an organization up over HTTP, creates a task per row of a CSV, exports them and compares. */

const CONCURRENCY = 16;
const COMPARED = ['title', 'description', 'status', 'priority'] as const;

type Row = Record<(typeof COMPARED)[number], string>;

const { values } = parseArgs({
  options: { file: { type: 'string' }, url: { type: 'string', default: 'http://127.0.0.1:3000' } },
});
if (!values.file) {
  console.error('npm run demo:load -- --file tasks.csv [--url http://127.0.0.1:3000]');
  process.exit(2);
}

let token = '';

async function call(method: string, path: string, body?: unknown): Promise<Response> {
  const response = await fetch(values.url + path, {
    method,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response;
}

async function callJson<T>(method: string, path: string, body?: unknown): Promise<T> {
  return (await (await call(method, path, body)).json()) as T;
}

async function readRows(file: string): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of createReadStream(file).pipe(parse({ columns: true, bom: true })))
    rows.push(row as Row);
  return rows;
}

/** Creates the task of a row and walks it to its status. */
async function load({ title, description, status, priority }: Row): Promise<number> {
  const fields = { title, priority, ...(description ? { description } : {}) };
  const { id, number } = await callJson<{ id: string; number: number }>('POST', '/tasks', fields);
  if (status !== 'CREATED') await call('PATCH', `/tasks/${id}`, { status: 'IN_PROGRESS' });
  if (status === 'COMPLETED') await call('PATCH', `/tasks/${id}`, { status: 'COMPLETED' });
  return number;
}

function showProgress(done: number, total: number, startedAt: number): void {
  if (!process.stderr.isTTY && done !== total && done % 1000 !== 0) return;
  const width = 30;
  const filled = Math.round((width * done) / total);
  const rate = Math.round(done / ((Date.now() - startedAt) / 1000));
  const bar = `[${'='.repeat(filled)}${' '.repeat(width - filled)}] ${done}/${total}  ${rate} tasks/s`;
  process.stderr.write(process.stderr.isTTY && done !== total ? `\r${bar}` : `\r${bar}\n`);
}

/** @returns the row of each task number */
async function loadAll(rows: Row[]): Promise<Map<number, Row>> {
  const byNumber = new Map<number, Row>();
  const startedAt = Date.now();
  const queue = rows.values();
  const worker = async (): Promise<void> => {
    for (const row of queue) {
      byNumber.set(await load(row), row);
      showProgress(byNumber.size, rows.length, startedAt);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return byNumber;
}

interface Export {
  status: string;
  rowCount: number;
  sha256: string;
  fileUrl: string;
  error: string | null;
}

async function exportTasks(): Promise<{ text: string; rowCount: number }> {
  const { exportId } = await callJson<{ exportId: string }>('POST', '/tasks/export');
  let state: Export;
  do {
    await sleep(100);
    state = await callJson<Export>('GET', `/exports/${exportId}`);
  } while (state.status === 'QUEUED' || state.status === 'RUNNING');
  if (state.status !== 'COMPLETED') throw new Error(`The export is ${state.status}: ${state.error}`);
  const bytes = Buffer.from(await (await call('GET', state.fileUrl)).arrayBuffer());
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== state.sha256)
    throw new Error(`The file's sha256 is ${sha256}, the export says ${state.sha256}`);
  return { text: bytes.toString(), rowCount: state.rowCount };
}

/** Takes off the apostrophe that keeps spreadsheets from running a cell. */
const original = (cell: string): string => (cell.startsWith("'") ? cell.slice(1) : cell);

function differences(text: string, byNumber: Map<number, Row>): string[] {
  const exported = parseWhole(text, { columns: true }) as (Row & { number: string })[];
  const found: string[] = [];
  if (exported.length !== byNumber.size) found.push(`${exported.length} rows instead of ${byNumber.size}`);
  for (const task of exported) {
    const row = byNumber.get(Number(task.number));
    for (const column of COMPARED) {
      const cell = original(task[column]);
      if (cell !== row?.[column])
        found.push(`#${task.number} ${column}: ${cell} instead of ${row?.[column]}`);
    }
  }
  return found;
}

const rows = await readRows(values.file);
const suffix = randomBytes(4).toString('hex');
const session = await callJson<{ accessToken: string; organization: { slug: string } }>(
  'POST',
  '/auth/register',
  {
    email: `loader-${suffix}@example.com`,
    password: randomBytes(12).toString('base64url'),
    name: 'Demo loader',
    organizationName: `Demo ${suffix}`,
  },
);
token = session.accessToken;
console.log(
  `Signed up the organization ${session.organization.slug}; loading ${rows.length} tasks, ${CONCURRENCY} at a time`,
);

const loadStart = performance.now();
const byNumber = await loadAll(rows);
const loadSeconds = (performance.now() - loadStart) / 1000;

const exportStart = performance.now();
const { text, rowCount } = await exportTasks();
const exportSeconds = (performance.now() - exportStart) / 1000;

console.log(
  `${byNumber.size} tasks created and moved in ${loadSeconds.toFixed(1)} s (${Math.round(byNumber.size / loadSeconds)} a second)`,
);
console.log(
  `${rowCount} rows exported, downloaded and checked in ${exportSeconds.toFixed(1)} s (${Math.round(rowCount / exportSeconds)} a second)`,
);
const found = differences(text, byNumber);
for (const difference of found.slice(0, 10)) console.error(difference);
console.log(found.length === 0 ? 'identical' : `${found.length} cells differ`);
process.exitCode = found.length === 0 ? 0 : 1;
