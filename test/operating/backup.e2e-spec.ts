import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Deployment } from '../drill/deployment.ts';
import { drillBackup } from '../drill/drill.ts';

const folder = mkdtempSync(join(tmpdir(), 'taskflow-backup-'));
// Under root the database's account has to get through.
chmodSync(folder, 0o711);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('restores elsewhere what was backed up while it was written', { timeout: 300_000 }, async () => {
  const steps: string[] = [];
  const { compared, different } = await drillBackup({ most: 2, onStep: (text) => steps.push(text) });
  expect(different).toEqual([]);
  expect(compared).toBeGreaterThan(100);
  const files = /had (\d+) files/.exec(steps.join('\n'))?.[1];
  expect(Number(files)).toBeGreaterThan(0);
});

describe('a backup', () => {
  const original = new Deployment(join(folder, 'original'));
  const backup = join(folder, 'backup');
  beforeAll(async () => {
    await original.taskflow('create-tenant', '--name', 'Acme');
    await original.taskflow('backup', '--to', backup);
  });
  afterAll(() => original.destroy());

  it('goes into a folder of its own, that only its owner reads', async () => {
    for (const [to, reason] of [
      [backup, "isn't empty"],
      [join(original.dataDir, 'backup'), 'outside of DATA_DIR'],
      [join(backup, 'manifest.json'), 'must be a folder'],
    ] as const) {
      const { code, log } = await original.tryTaskflow('backup', '--to', to);
      expect(code).toBe(1);
      expect(log).toContain(reason);
    }
    expect(existsSync(join(original.dataDir, 'backup'))).toBe(false);
    expect(readdirSync(join(original.dataDir, 'files'))).toEqual([]);
  });

  it('is made of no folder that never had data, such as a wrong DATA_DIR', async () => {
    const empty = new Deployment(join(folder, 'empty'));
    try {
      const { code, log } = await empty.tryTaskflow('backup', '--to', join(folder, 'nothing'));
      expect([code, log]).toEqual([1, expect.stringContaining('nothing to back up')]);
      expect(readdirSync(join(folder, 'nothing'))).toEqual([]);
    } finally {
      await empty.destroy();
    }
  });

  it.each<[what: string, damage: (copy: string) => void, reason: string]>([
    [
      'without a manifest, as one that was interrupted',
      (copy) => rmSync(join(copy, 'manifest.json')),
      'no whole backup',
    ],
    [
      'with a changed file',
      (copy) => flip(join(copy, 'database/base.tar.gz')),
      'base.tar.gz has been changed',
    ],
    ['without a file', (copy) => rmSync(join(copy, 'secrets/owner-password')), 'owner-password is missing'],
    ['with another list of files', (copy) => flip(join(copy, 'SHA256SUMS')), 'SHA256SUMS'],
    ['of another system', (copy) => edit(copy, 'platform', 'plan9-mips'), 'made on plan9-mips'],
    ['of another PostgreSQL', (copy) => edit(copy, 'postgresql', 12), 'is of PostgreSQL 12'],
  ])('%s is refused before anything is changed', async (_what, damage, reason) => {
    const copy = join(folder, 'copy');
    cpSync(backup, copy, { recursive: true });
    damage(copy);
    const target = new Deployment(join(folder, 'target'));
    const { code, log } = await target.tryTaskflow('restore', '--from', copy);
    expect(code).toBe(1);
    expect(log).toContain(reason);
    expect(existsSync(target.dataDir)).toBe(false);
    rmSync(copy, { recursive: true });
  });

  it('is restored into no folder that has data, nor beside a database of its own', async () => {
    const before = readdirSync(original.dataDir);
    const { code, log } = await original.tryTaskflow('restore', '--from', backup);
    expect(code).toBe(1);
    expect(log).toContain("isn't empty");
    expect(readdirSync(original.dataDir)).toEqual(before);
    const other = new Deployment(join(folder, 'other'), {
      DATABASE_URL: 'postgres://taskflow_runtime@127.0.0.1:1/taskflow',
      JWT_SECRET: 'x'.repeat(32),
    });
    expect((await other.tryTaskflow('restore', '--from', backup)).log).toContain('DATABASE_URL to be unset');
  });

  it('is restored over what an interrupted restore has left', async () => {
    const target = new Deployment(join(folder, 'interrupted'));
    cpSync(join(backup, 'secrets'), join(target.dataDir, '.restoring/postgres'), { recursive: true });
    try {
      expect(await target.taskflow('restore', '--from', backup)).toContain('1 organizations');
      expect(readdirSync(target.dataDir).toSorted()).toEqual(['jwt-secret', 'postgres']);
      expect(await target.taskflow('list-tenants')).toContain('acme');
    } finally {
      await target.destroy();
    }
  });
});

/** Changes a byte in the middle of a file. */
function flip(file: string): void {
  const content = readFileSync(file);
  const middle = Math.floor(content.length / 2);
  content[middle] = (content[middle] as number) ^ 1;
  writeFileSync(file, content);
}

function edit(backup: string, field: string, value: unknown): void {
  const file = join(backup, 'manifest.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeFileSync(file, JSON.stringify({ ...manifest, [field]: value }));
}
