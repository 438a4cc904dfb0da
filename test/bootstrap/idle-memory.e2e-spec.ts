import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { ROOT } from '../../scripts/root.ts';

/** A process whose heap grows by some 100 MB that nothing needs any more. It prints its resident memory, in MB. */
const PROGRAM = `
  import { setTimeout } from 'node:timers/promises';
  import { releaseIdleMemory } from './dist/bootstrap/idle-memory.js';
  // The event loop counts nothing before its first turn.
  await setTimeout(1);
  let run;
  releaseIdleMemory({ add: (task) => (run = task.run) });
  let rows = Array.from({ length: 1_500_000 }, (_, index) => ({ index }));
  rows = rows.length;
  const resident = [];
  const look = async () => {
    await run();
    resident.push(process.memoryUsage.rss() / 1024 / 1024);
  };
  resident.push(process.memoryUsage.rss() / 1024 / 1024);
  await look();
  // Beside other tests, the first seconds may not be idle.
  do {
    await setTimeout(1_000);
    await look();
  } while (resident.at(-1) > resident[0] - 50 && resident.length < 30);
  console.log(JSON.stringify(resident));
`;

it('gives memory back once the process is idle, and leaves a busy one alone', async () => {
  const options = { cwd: ROOT };
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', PROGRAM],
    options,
  );
  const [grown, busy, ...later] = JSON.parse(stdout) as [number, number, ...number[]];
  expect(grown - busy).toBeLessThan(10);
  expect(grown - (later.at(-1) as number)).toBeGreaterThan(50);
});
