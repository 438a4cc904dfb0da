import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import convert from './conversion.thread.js';

it('says that the disk is full', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'taskflow-conversion-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'file');
  writeFileSync(path, JSON.stringify([{ title: 'A' }]));
  const task = { kind: 'json' as const, path, maxRows: Infinity };
  expect(await convert({ ...task, target: join(folder, 'csv') })).toEqual({ sheets: [] });
  expect(await convert({ ...task, target: '/dev/full' })).toEqual({ isDiskFull: true });
});
