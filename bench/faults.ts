/**
 * Kills parts of the running product while it exports, and checks that every accepted export ends, and
 * that what it says of its file is true.
 * npm run bench:faults -- --queue redis --rounds 3 --rows 250000
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { ExportDto } from '#app/modules/exports/dto/export.dto.js';
import { tenantName } from '#app/tenancy/tenant-name.js';
import { FaultySystem } from './faulty-system.ts';
import { addTasks, type BenchOrganization, createFixture, type Fixture } from './fixture.ts';

const { values } = parseArgs({
  options: {
    queue: { type: 'string', default: 'postgresql' },
    rounds: { type: 'string', default: '2' },
    rows: { type: 'string', default: '250000' },
    only: { type: 'string', default: '' },
  },
});
const rounds = Number(values.rounds);
const rows = Number(values.rows);

/** How long an accepted export may take to end, in milliseconds: locks of killed workers last 20 s. */
const EXPORT_TIMEOUT = 180_000;

type Row = ExportDto & { fileName: string | null; attempts: number };

/** When a fault comes: as soon as the export that the worker makes first is in such a state. */
const STAGES: Record<string, (row: Row, files: string[]) => boolean> = {
  accepted: () => true,
  claimed: ({ status }) => status !== 'QUEUED',
  writing: ({ status, progress }) => status !== 'QUEUED' && (status !== 'RUNNING' || progress > 0),
  'file is whole': ({ status }, files) =>
    status !== 'QUEUED' && (status !== 'RUNNING' || files.some((name) => !name.endsWith('.partial'))),
  completed: ({ status }) => status !== 'QUEUED' && status !== 'RUNNING',
};

interface Outcome {
  found: string[];
  completed: number;
  failed: string[];
  attempts: number;
  seconds: number;
  lost: string[];
}

class Faults {
  private readonly fixture: Fixture;
  private readonly system: FaultySystem;

  constructor(fixture: Fixture, system: FaultySystem) {
    this.fixture = fixture;
    this.system = system;
  }

  /** Begins an export in each organization, lets `fault` happen at a stage, and waits for their ends. */
  async round(outcome: Outcome, stage: string, fault: () => Promise<void>): Promise<void> {
    const accepted: [BenchOrganization, string][] = [];
    for (const organization of this.fixture.organizations)
      accepted.push([organization, await this.request(organization)]);
    const [first] = accepted as [[BenchOrganization, string]];
    const seen = await this.waitFor(first, STAGES[stage] as (row: Row, files: string[]) => boolean);
    outcome.found.push(seen);
    const startedAt = Date.now();
    await fault();
    for (const one of accepted) await this.verify(outcome, one);
    outcome.seconds = Math.max(outcome.seconds, (Date.now() - startedAt) / 1000);
  }

  private async verify(outcome: Outcome, [organization, id]: [BenchOrganization, string]): Promise<void> {
    const row = await this.ended([organization, id]);
    if (!row) return void outcome.lost.push(`${id} has not ended, or is still in the outbox`);
    outcome.attempts = Math.max(outcome.attempts, row.attempts);
    const wrong = row.status === 'COMPLETED' ? await this.compare(organization, id) : [];
    if (row.status === 'COMPLETED') outcome.completed++;
    else if (row.status === 'FAILED' && row.error) outcome.failed.push(row.error);
    else wrong.push(`it is ${row.status} without a reason`);
    const files = this.filesOf(id);
    if (files.length !== (row.status === 'COMPLETED' ? 1 : 0)) wrong.push(`files: ${files.join(', ')}`);
    if (wrong.length > 0) outcome.lost.push(`${id}: ${wrong.join('; ')}`);
  }

  /** @returns what isn't true of what the API says about its file */
  private async compare({ token }: BenchOrganization, id: string): Promise<string[]> {
    const said = (await (await this.get(`/exports/${id}`, token)).json()) as ExportDto;
    const content = Buffer.from(await (await this.get(said.fileUrl as string, token)).arrayBuffer());
    const lines = content.toString().split('\r\n').slice(1, -1);
    const numbers = new Set(lines.map((line) => line.split(',')[0]));
    return [
      ...(content.length === said.byteSize ? [] : [`${content.length} bytes, not ${said.byteSize}`]),
      ...(createHash('sha256').update(content).digest('hex') === said.sha256 ? [] : ['another sha256']),
      ...(lines.length === said.rowCount ? [] : [`${lines.length} rows, not ${said.rowCount}`]),
      ...(numbers.size === lines.length && lines.length >= rows ? [] : ['rows are missing or there twice']),
    ];
  }

  private async get(path: string, token: string): Promise<Response> {
    const headers = { authorization: `Bearer ${token}` };
    for (const deadline = Date.now() + EXPORT_TIMEOUT; ; await sleep(200)) {
      const response = await fetch(this.system.url + path, { headers }).catch(() => undefined);
      if (response?.ok) return response;
      if (Date.now() > deadline) throw new Error(`${path} is answered with ${response?.status}`);
    }
  }

  private async request({ token }: BenchOrganization): Promise<string> {
    const options = { method: 'POST', headers: { authorization: `Bearer ${token}` } };
    for (;;) {
      const response = await fetch(`${this.system.url}/exports`, options).catch(() => undefined);
      if (response?.status === 202) return ((await response.json()) as { exportId: string }).exportId;
      await sleep(200);
    }
  }

  /** @returns what the export looked like when the stage was reached */
  private async waitFor(
    [organization, id]: [BenchOrganization, string],
    isReached: (row: Row, files: string[]) => boolean,
  ): Promise<string> {
    for (const deadline = Date.now() + EXPORT_TIMEOUT; ;) {
      const [row, files] = [await this.read(organization, id), this.filesOf(id)];
      if (row && isReached(row, files)) {
        const whole = files.some((name) => !name.endsWith('.partial'));
        return `${row.status}${files.length === 0 ? '' : whole ? ', whole file' : ', part of a file'}`;
      }
      if (Date.now() > deadline) throw new Error(`The export ${id} is not begun`);
      await sleep(5);
    }
  }

  /** Waits until it has ended and been crossed off. What can't be read is asked for again: the database may be down. */
  private async ended([organization, id]: [BenchOrganization, string]): Promise<Row | undefined> {
    for (const deadline = Date.now() + EXPORT_TIMEOUT; Date.now() < deadline; await sleep(100)) {
      const row = await this.read(organization, id).catch(() => undefined);
      if (row && row.status !== 'QUEUED' && row.status !== 'RUNNING' && (await this.isSettled(id)))
        return row;
    }
    return undefined;
  }

  private async read({ id: organizationId }: BenchOrganization, id: string): Promise<Row | undefined> {
    const { rows: found } = await this.fixture.superuser.query(
      `SELECT status, progress, error, attempts, file_name AS "fileName" FROM ${tenantName(organizationId)}.exports WHERE id = $1`,
      [id],
    );
    return found[0];
  }

  private async isSettled(id: string): Promise<boolean> {
    const sql = 'SELECT FROM public.outbox WHERE job_id = $1';
    return (await this.fixture.superuser.query(sql, [id]).catch(() => ({ rowCount: 1 }))).rowCount === 0;
  }

  private filesOf(id: string): string[] {
    const folder = join(this.fixture.config.dataDir, 'files');
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes(id));
  }
}

const fixture = await createFixture(2);
fixture.superuser.on('error', () => undefined);
const lines = [
  '| what happened | when | states met | rounds | COMPLETED | FAILED | most runs | slowest end, s | lost or wrong |',
  '|---|---|---|---|---|---|---|---|---|',
];
const lost: string[] = [];
try {
  for (const { id } of fixture.organizations) await addTasks(fixture.superuser, id, fixture.userId, rows);
  const system = await FaultySystem.start(fixture, values.queue === 'redis');
  try {
    const faults = new Faults(fixture, system);
    const cases: [what: string, stages: string[], fault: () => Promise<void>][] = [
      ...system.parts.map((part): [string, string[], () => Promise<void>] => [
        `kill -9 ${part}`,
        Object.keys(STAGES),
        () => system.kill(part),
      ]),
      ['connections cut', ['writing'], () => system.cutConnections()],
      ['one worker stopped', ['claimed', 'writing'], () => system.stopWorker()],
      // The last one: the disk stays full.
      ['disk full', ['accepted'], () => system.fillDisk()],
    ];
    for (const [what, stages, fault] of cases.filter(([name]) => name.includes(values.only))) {
      for (const stage of stages) {
        const outcome: Outcome = { found: [], completed: 0, failed: [], attempts: 0, seconds: 0, lost: [] };
        for (let round = 0; round < rounds; round++) await faults.round(outcome, stage, fault);
        const { found, completed, failed, attempts, seconds } = outcome;
        const cells = [
          what,
          stage,
          [...new Set(found)].join('; '),
          rounds,
          completed,
          failed.length === 0 ? 0 : `${failed.length}: ${[...new Set(failed)].join(' ')}`,
          attempts,
          seconds.toFixed(1),
          outcome.lost.length,
        ];
        lines.push(`| ${cells.join(' | ')} |`);
        lost.push(...outcome.lost);
        console.error(lines.at(-1));
      }
    }
  } finally {
    await system.end();
  }
} finally {
  await fixture.close();
}
console.log([`${values.queue}, ${rows} rows`, '', ...lines, '', ...lost].join('\n'));
process.exit(lost.length > 0 ? 1 : 0);
