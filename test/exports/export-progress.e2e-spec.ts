import { expect, it } from 'vitest';
import type { ExportDto } from '#app/modules/exports/dto/export.dto.js';
import { Scheduler } from '#app/scheduler/scheduler.js';
import { eventually } from '../support/eventually.ts';
import { exportOf, requestExport, storeLargeTasks } from '../support/export-runs.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, app, superuser } = await createTestApp();

it('grows from nothing to the whole file, with the speed', async () => {
  const owner = await api.newOwner();
  const rows = 20_000;
  await storeLargeTasks(superuser, owner, rows);
  const id = await requestExport(owner);
  const seen: ExportDto[] = [];
  await eventually(async () => {
    await app.get(Scheduler).runNow('exports.report_progress');
    seen.push(await exportOf(owner, id));
    return seen.at(-1)?.status === 'COMPLETED';
  });
  const running = seen.filter(({ status, progress }) => status === 'RUNNING' && progress > 0);
  expect(running.length).toBeGreaterThan(0);
  for (const { rowCount, byteSize, rowsPerSecond, secondsLeft, progress, position } of running) {
    expect(progress).toBeLessThan(100);
    expect(Math.abs(progress - (100 * (rowCount as number)) / rows)).toBeLessThan(1.1);
    // Rows are counted when they are read, bytes when a block of them is written.
    expect(byteSize).toBeGreaterThan(1000 * ((rowCount as number) - 1000));
    expect(rowsPerSecond).toBeGreaterThan(0);
    expect(secondsLeft).toBeGreaterThan(0);
    expect(position).toBeNull();
  }
  const all = seen.map(({ progress }) => progress);
  expect(all).toEqual(all.toSorted((a, b) => a - b));
  expect(seen.at(-1)).toMatchObject({
    progress: 100,
    rowCount: rows,
    rowsPerSecond: null,
    secondsLeft: null,
  });
});
