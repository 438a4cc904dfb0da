import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Caller, differences } from './crawl.ts';
import { answersOf, load, signInMembers } from './demo-organizations.ts';
import { Deployment } from './deployment.ts';
import { Turmoil } from './turmoil.ts';

export interface DrillOptions {
  /** How many things of a list are asked for one by one. */
  most: number;
  /** Called with a sentence for each step. */
  onStep: (text: string) => void;
  /** STORAGE_URL before and after. */
  buckets?: { original: string; restored: string };
}

export interface DrillResult {
  /** How many answers were compared. */
  compared: number;
  /** Whose answer isn't the one from before, by caller and path. */
  different: string[];
}

/**
 * The drill of a restore: two organizations are loaded and read, a third is written all the time; all is backed up,
 * destroyed, restored elsewhere, and read again with the same access tokens.
 */
export async function drillBackup({ most, onStep, buckets }: DrillOptions): Promise<DrillResult> {
  const folder = mkdtempSync(join(tmpdir(), 'taskflow-drill-'));
  // Under root the database's account has to get through.
  chmodSync(folder, 0o711);
  const original = new Deployment(join(folder, 'original'), buckets && { STORAGE_URL: buckets.original });
  const restored = new Deployment(join(folder, 'elsewhere/restored'), {
    DEMO: 'off',
    ...(buckets && { STORAGE_URL: buckets.restored }),
  });
  const backup = join(folder, 'backup');
  try {
    onStep('Loading two organizations');
    await original.start('inline');
    const callers = await signInMembers(original);
    await load(original, callers[0] as Caller);
    await original.stop();
    // No reminder comes between the answers and the backup.
    await original.start('off');
    const turmoil = await Turmoil.in(original);
    const before = await answersOf(original, callers, most);

    onStep(`Backing up, with ${before.size} answers read, while a third organization is written`);
    turmoil.begin();
    try {
      await original.taskflow('backup', '--to', backup);
    } finally {
      await turmoil.end();
    }

    onStep(`Destroying everything, after ${turmoil.uploads} uploads`);
    await original.destroy();

    onStep('Restoring');
    onStep((await restored.taskflow('restore', '--from', backup)).trim());
    await restored.start('off');
    const files = await turmoil.verifyIn(restored);

    onStep(`Comparing; the third organization had ${files} files at the moment of the backup, all whole`);
    const after = await answersOf(restored, callers, most);
    return { compared: before.size, different: differences(before, after) };
  } finally {
    await original.destroy();
    await restored.destroy();
    rmSync(folder, { recursive: true, force: true });
  }
}
