import { readdir, readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { endedExport, exportFilesOf, holdUpExports, requestExport } from '../support/export-runs.ts';
import { createTestApp } from '../support/test-app.ts';

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

it.skipIf(process.platform !== 'linux')('lets requests go first', async () => {
  const owner = await api.newOwner();
  const release = await holdUpExports(superuser, owner);
  const id = await requestExport(owner);
  await eventually(async () => (await exportFilesOf(config.dataDir, owner)).length > 0);
  const threads = await priorities();
  await release();
  expect(threads.filter(({ nice }) => nice > 0)).toEqual([{ name: 'WorkerThread', nice: 10 }]);
  expect((await endedExport(owner, id)).status).toBe('COMPLETED');
});
