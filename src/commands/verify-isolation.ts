import { IsolationCheck } from '../tenancy/isolation-check.js';
import { type Command, UsageError } from './command.js';

export const verifyIsolation: Command = {
  summary: 'try to reach from organizations into others, and say what happened',
  usage: '[--sample N]',
  options: { sample: { type: 'string' } },
  run: async ({ config, options }) => {
    const sample = Number(options['sample'] ?? 20);
    if (!Number.isInteger(sample) || sample < 1) throw new UsageError('--sample must be a whole number');
    const { organizations, probes } = await new IsolationCheck(config).run(sample);
    for (const { what, tried, failures } of probes) {
      console.log(`${failures.length === 0 ? 'ok    ' : 'FAILED'}  ${what} (tried ${tried} times)`);
      for (const failure of failures.slice(0, 5)) console.log(`        ${failure}`);
    }
    const failed = probes.filter(({ failures }) => failures.length > 0).length;
    console.log(`${organizations} organizations, ${probes.length} kinds of attempt, ${failed} got through`);
    return failed === 0;
  },
};
