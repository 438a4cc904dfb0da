import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { getPriority } from 'node:os';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { holdUpExports, requestExport } from '../support/export-runs.ts';
import { createTestApp } from '../support/test-app.ts';
import { ended } from '../support/exports.ts';
import { filesOf } from '../support/uploads.ts';
import { organizationOf } from '../support/sessions.ts';

const { api, config, superuser } = await createTestApp();

/** The nice values of this process's threads, by their names. */
async function priorities(): Promise<{ name: string; nice: number }[]> {
  const threads = await readdir('/proc/self/task');
  return Promise.all(
    threads.map(async (thread) => {
      const stat = await readFile(`/proc/self/task/${thread}/stat`, 'utf8');
      const [, name, rest] = /\((.*)\) (.*)/.exec(stat) as unknown as [string, string, string];
      return { name, nice: Number(rest.split(' ')[16]) };
    }),
  );
}

it.skipIf(process.platform !== 'linux')('runs below the priority of requests', async () => {
  const owner = await api.newOwner();
  const release = await holdUpExports(superuser, owner);
  const id = await requestExport(owner);
  await eventually(async () => (await filesOf(config.dataDir, organizationOf(owner))).length > 0);
  const threads = await priorities();
  await release();
  expect(threads.filter(({ nice }) => nice > getPriority())).toEqual([{ name: 'WorkerThread', nice: 10 }]);
  expect((await ended(owner, id)).status).toBe('COMPLETED');
});

it('loads nothing that makes starting a thread slow', async () => {
  const thread = new URL('../../dist/modules/exports/export.thread.js', import.meta.url).href;
  const script = `
    import { registerHooks } from 'node:module';
    import { parentPort } from 'node:worker_threads';
    const urls = [];
    registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) });
    await import('${thread}');
    parentPort.postMessage(urls);`;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(script)}`), {
    workerData: { dataDir: config.dataDir, databaseUrl: config.database.direct },
  });
  const [urls] = (await once(worker, 'message')) as [string[]];
  await worker.terminate();
  expect(urls.filter((url) => url.includes('/node_modules/pg/')).length).toBeGreaterThan(0);
  expect(urls.filter((url) => /node_modules\/(@nestjs|typeorm|class-validator)\//.test(url))).toEqual([]);
});
