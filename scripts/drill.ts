/**
 * The drill of a restore, over data of its own: npm run drill -- [--short]. It exits with 1 when anything isn't after the
 * restore what it was before.
 */
import { parseArgs } from 'node:util';
import { drillBackup } from '../test/drill/drill.ts';

const { values } = parseArgs({ options: { short: { type: 'boolean', default: false } } });
const { compared, different } = await drillBackup({
  most: values.short ? 3 : 100,
  onStep: (text) => console.log(text),
});
for (const key of different) console.error(`Different: ${key}`);
console.log(`${compared - different.length} of ${compared} answers are the same`);
process.exitCode = different.length === 0 ? 0 : 1;
