import { checkTenantIsolation, isolationTargets } from './isolation-check.js';
import type { Probe } from './isolation-probe.js';
import { type Command, UsageError } from '../command.js';
import { probeCache } from './cache-probe.js';
import { probeFiles } from './files-probe.js';
import { probeHttp } from './http-probe.js';
import { probeJobs } from './jobs-probe.js';

const SHOWN_FAILURES = 5;

const THREAT_MODEL = `
What this is about: every organization has a schema and a database role of its own. The schema is the
first lock: a query without a schema in it reaches what the transaction chose. The role is the second,
for bugs: a qualified name, a missing transaction or a missing filter is refused.
The second lock does not stop an attacker who can run arbitrary SQL as the application does: SET ROLE
leads to any organization. Against that, values travel as parameters. Nor does it stop an attacker who holds
DATABASE_ADMIN_URL, JWT_SECRET, the files in DATA_DIR or a superuser's password.`;

export const verifyIsolation: Command = {
  summary: 'try to reach from every organization into others, and say what happened',
  usage: '[--sample OTHERS-TO-TRY-FROM-EACH] [--url http://RUNNING-SERVER]',
  options: { sample: { type: 'string' }, url: { type: 'string' } },
  run: async ({ config, options, application }) => {
    const sample = Number(options['sample'] ?? 3);
    const url = options['url'];
    if (!Number.isInteger(sample) || sample < 1) throw new UsageError('--sample must be a whole number');
    if (typeof url === 'string' && !/^https?:\/\//.test(url))
      throw new UsageError('--url must be the http(s) URL of a running server');
    const targets = await isolationTargets(config, sample);
    const probes = await checkTenantIsolation(config, targets);
    probes.push(await probeFiles(config, targets));
    const app = await application();
    probes.push(await probeJobs(app));
    if (config.redisUrl) {
      const ids = async (): Promise<string[]> => (await isolationTargets(config, 1)).map(({ id }) => id);
      probes.push(await probeCache(config, ids));
    }
    if (typeof url === 'string') probes.push(await probeHttp(url, config, app, targets));
    return report(probes, targets.length, typeof url === 'string');
  },
};

/** @returns whether nothing got through */
function report(probes: Probe[], organizations: number, askedOverHttp: boolean): boolean {
  for (const { name, tried, failures } of probes) {
    console.log(`${failures.length === 0 ? 'ok    ' : 'FAILED'}  ${name} (tried ${tried} times)`);
    for (const failure of failures.slice(0, SHOWN_FAILURES)) console.log(`        ${failure}`);
    if (failures.length > SHOWN_FAILURES)
      console.log(`        and ${failures.length - SHOWN_FAILURES} more times`);
  }
  if (!askedOverHttp) console.log('not tried: ids over HTTP (--url http://... of a running server)');
  const tried = probes.reduce((sum, probe) => sum + probe.tried, 0);
  const failed = probes.filter(({ failures }) => failures.length > 0).length;
  console.log(
    `${organizations} organizations, ${probes.length} kinds of attempt, ${tried} attempts: ${failed} kinds got through`,
  );
  console.log(THREAT_MODEL);
  return failed === 0;
}
