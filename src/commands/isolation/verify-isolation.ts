import type { GroupRoles } from '../../tenancy/group-roles.js';
import { checkTenantIsolation, isolationTargets } from './isolation-check.js';
import type { Probe } from './isolation-probe.js';
import { type Command, UsageError } from '../command.js';
import { probeCache } from './cache-probe.js';
import { probeFiles } from './files-probe.js';
import { probeHttp } from './http-probe.js';
import { probeJobs } from './jobs-probe.js';

const SHOWN_FAILURES = 5;

const OWN_ROLES = `every organization has a schema and a database role of its own. The schema is the
first lock: a query without a schema in it reaches what the transaction chose. The role is the second,
for bugs: a qualified name, a missing transaction or a missing filter is refused.`;

const groupsOf = (
  roles: number,
): string => `every organization has a schema of its own, and shares one of ${roles} database
roles with others (TENANT_ROLES=${roles}). The schema is the first lock: a query without a schema in it reaches what the
transaction chose. The role is the second, for bugs: a missing transaction is refused, and so is a qualified name that
leads to another group. Nothing refuses one that leads to another organization of the same group: there, only the
first lock counts, and that no statement of the product names a schema.`;

const threatModel = (groupRoles: GroupRoles): string => `
What this is about: ${groupRoles ? groupsOf(groupRoles.length) : OWN_ROLES}
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
    return report(probes, targets.length, typeof url === 'string', config.database.groupRoles);
  },
};

/** @returns whether nothing got through */
function report(
  probes: Probe[],
  organizations: number,
  askedOverHttp: boolean,
  groupRoles: GroupRoles,
): boolean {
  const refusing = probes.filter(({ isOpen }) => !isOpen);
  for (const { name, tried, failures } of refusing) {
    console.log(`${failures.length === 0 ? 'ok    ' : 'FAILED'}  ${name} (tried ${tried} times)`);
    for (const failure of failures.slice(0, SHOWN_FAILURES)) console.log(`        ${failure}`);
    if (failures.length > SHOWN_FAILURES)
      console.log(`        and ${failures.length - SHOWN_FAILURES} more times`);
  }
  for (const { name, tried, failures } of probes.filter(({ isOpen }) => isOpen))
    console.log(
      `open    ${name} (tried ${tried} times, went through ${failures.filter((failure) => failure.startsWith('went through')).length} times)`,
    );
  if (!askedOverHttp) console.log('not tried: ids over HTTP (--url http://... of a running server)');
  const tried = refusing.reduce((sum, probe) => sum + probe.tried, 0);
  const failed = refusing.filter(({ failures }) => failures.length > 0).length;
  console.log(
    `${organizations} organizations, ${refusing.length} kinds of attempt, ${tried} attempts: ${failed} kinds got through`,
  );
  console.log(threatModel(groupRoles));
  return failed === 0;
}
