import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { createFixture, environmentOf, type Fixture } from './fixture.ts';
import { compare } from './load.ts';
import { circumstances, type Section, table, withSections } from './report.ts';
import { Server } from './server.ts';
import { moveJobs, type Servers, startServers } from './servers.ts';
import { type Comparison, type Measurement, type Scale, WORKLOADS } from './workloads.ts';

const { values } = parseArgs({
  options: {
    organizations: { type: 'string', default: '50' },
    rows: { type: 'string', default: '1000000' },
    tasks: { type: 'string', default: '100000' },
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    seconds: { type: 'string' },
    rounds: { type: 'string' },
    connections: { type: 'string', default: '20' },
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const scale: Scale = {
  seconds: Number(values.seconds ?? (values.quick ? 5 : 10)),
  rounds: Number(values.rounds ?? (values.quick ? 1 : 3)),
  rows: Number(values.rows),
  tasks: Number(values.tasks),
};

const REPORT = 'bench/REPORT.md';

/** As long as notifications are delayed, which are the last that follows a change, in seconds. */
const WHAT_FOLLOWS = 11;

async function measure(
  workload: Comparison | Measurement,
  servers: Servers,
  fixture: Fixture,
): Promise<string[]> {
  if (workload.jobsApart && servers.product.name === 'product') await moveJobs(servers, fixture);
  if ('measure' in workload) return workload.measure(servers, fixture, scale);
  const worker =
    workload.jobsApart && (await Server.start('worker', 'dist/worker.js', environmentOf(fixture)));
  try {
    const targets = workload.targets(worker ? { ...servers, worker } : servers, fixture);
    const lead = workload.writes && WHAT_FOLLOWS;
    const { seconds, rounds } = scale;
    return table(await compare(targets, seconds, rounds, { lead, postmaster: fixture.postmaster }));
  } finally {
    await worker?.stop();
  }
}

/** Puts what was measured into the report, at once, so that a run that is ended leaves what it has. */
async function write({ title, lines }: Section): Promise<void> {
  const given = process.argv.slice(2).map((one) => (one.includes(' ') ? `"${one}"` : one));
  const command = ['npm run bench --', ...given].join(' ');
  const section = { title, lines: [circumstances(command), '', ...lines] };
  const report = withSections(readFileSync(REPORT, 'utf8'), [section]);
  writeFileSync(REPORT, await format(report, { ...(await resolveConfig(REPORT)), parser: 'markdown' }));
}

// Servers end when this process exits, which it does not do by itself in a session that isn't theirs.
process.once('SIGINT', () => process.exit(130));
const fixture = await createFixture(Number(values.organizations), Number(values.connections));
const report: { workload: string; lines: string[] }[] = [];
try {
  let servers: Servers | undefined;
  const among = values.organizations === '50' ? '' : `, ${values.organizations} organizations`;
  for (const workload of WORKLOADS) {
    if (values.only && !values.only.split(',').some((part) => workload.name.includes(part))) continue;
    const figures =
      'measureOwn' in workload
        ? await workload.measureOwn(fixture)
        : await measure(workload, (servers ??= await startServers(fixture)), fixture);
    const lines = workload.wanted ? [...figures, '', workload.wanted] : figures;
    report.push({ workload: workload.name, lines });
    if (!values.json) console.log(`\n### ${workload.name}\n\n${lines.join('\n')}`);
    if (values.write) await write({ title: `${workload.name}${among}`, lines });
  }
  if (values.json)
    console.log(JSON.stringify({ organizations: fixture.organizations.length, report }, null, 2));
} finally {
  await Server.stopAll();
  await fixture.close();
}
