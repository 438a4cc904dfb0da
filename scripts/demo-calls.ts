import { parse } from 'csv-parse/sync';
import { DemoClient } from './demo-client.ts';
import type { Row } from './demo-import.ts';

const CONCURRENCY = 16;
const COMPARED = ['title', 'description', 'status', 'priority'] as const;

/**
 * Creates the task of each row in a new organization and walks it to its status, call by call, and exports them.
 * @returns what isn't the same; nothing when all is well
 */
export async function loadThroughCalls(url: string, rows: Row[]): Promise<string[]> {
  const client = await DemoClient.signUp(url, 'Demo loader', { organizationName: 'Demo' });
  console.log(
    `Signed up the organization ${client.organization}; loading ${rows.length} tasks, ${CONCURRENCY} at a time`,
  );
  const loadStart = performance.now();
  const byNumber = await loadAll(client, rows);
  const loadSeconds = (performance.now() - loadStart) / 1000;
  console.log(
    `${byNumber.size} tasks created and moved in ${loadSeconds.toFixed(1)} s (${Math.round(byNumber.size / loadSeconds)} a second)`,
  );
  const exportStart = performance.now();
  const { text, rowCount } = await client.exportTasks();
  const exportSeconds = (performance.now() - exportStart) / 1000;
  console.log(
    `${rowCount} rows exported, downloaded and checked in ${exportSeconds.toFixed(1)} s (${Math.round(rowCount / exportSeconds)} a second)`,
  );
  return differences(text, byNumber);
}

/** Creates the task of a row and walks it to its status. */
async function load(client: DemoClient, { title, description, status, priority }: Row): Promise<number> {
  const fields = { title, priority, ...(description ? { description } : {}) };
  const { id, number } = await client.callJson<{ id: string; number: number }>('POST', '/tasks', fields);
  if (status !== 'CREATED') await client.call('PATCH', `/tasks/${id}`, { status: 'IN_PROGRESS' });
  if (status === 'COMPLETED') await client.call('PATCH', `/tasks/${id}`, { status: 'COMPLETED' });
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
async function loadAll(client: DemoClient, rows: Row[]): Promise<Map<number, Row>> {
  const byNumber = new Map<number, Row>();
  const startedAt = Date.now();
  const queue = rows.values();
  const worker = async (): Promise<void> => {
    for (const row of queue) {
      byNumber.set(await load(client, row), row);
      showProgress(byNumber.size, rows.length, startedAt);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return byNumber;
}

/** Takes off the apostrophe that keeps spreadsheets from running a cell. */
const original = (cell: string): string => (cell.startsWith("'") ? cell.slice(1) : cell);

function differences(text: string, byNumber: Map<number, Row>): string[] {
  const exported = parse(text, { columns: true }) as (Row & { number: string })[];
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
