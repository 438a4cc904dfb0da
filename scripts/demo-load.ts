import { createReadStream } from 'node:fs';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse';
import { loadThroughCalls } from './demo-calls.ts';
import { loadThroughImport, type Row } from './demo-import.ts';

/** Signs organizations up over HTTP, loads the rows of a CSV, exports them and compares. */

const WAYS = { calls: loadThroughCalls, import: loadThroughImport };

const { values } = parseArgs({
  options: {
    file: { type: 'string' },
    url: { type: 'string', default: 'http://127.0.0.1:3000' },
    through: { type: 'string', default: 'calls' },
  },
});
const load = WAYS[values.through as keyof typeof WAYS];
if (!values.file || !load) {
  console.error(
    'npm run demo:load -- --file tasks.csv [--through calls|import] [--url http://127.0.0.1:3000]',
  );
  process.exit(2);
}

const rows: Row[] = [];
for await (const row of createReadStream(values.file).pipe(parse({ columns: true, bom: true })))
  rows.push(row as Row);

const found = await load(values.url, rows);
for (const difference of found.slice(0, 10)) console.error(difference);
console.log(found.length === 0 ? 'identical' : `${found.length} differences`);
process.exitCode = found.length === 0 ? 0 : 1;
