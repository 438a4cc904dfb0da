import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../test/support/free-port.ts';

/** How long the embedded mode takes to the first answer, with an empty data folder and with that one again. */
export async function startTimes(): Promise<string[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'taskflow-start-'));
  try {
    const first = await startOnce(dataDir);
    const second = await startOnce(dataDir);
    return [
      '| data folder | seconds to the first answer |',
      '|---|---|',
      `| empty | ${first.toFixed(2)} |`,
      `| there | ${second.toFixed(2)} |`,
    ];
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function startOnce(dataDir: string): Promise<number> {
  const PORT = String(await freePort());
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['dist/main.js'], {
    env: { PATH: process.env['PATH'], DATA_DIR: dataDir, PORT },
    stdio: 'ignore',
  });
  for (;;) {
    try {
      await fetch(`http://127.0.0.1:${PORT}/health`);
      break;
    } catch {
      if (child.exitCode !== null) throw new Error('The server did not start');
      await sleep(10);
    }
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
  return seconds;
}
