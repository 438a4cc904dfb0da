import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Whether the tests that need LibreOffice can run here. */
export const officeAvailable = (): boolean => spawnSync('soffice', ['--version']).status === 0;

/** UTF-8 with commas, every column as text, or as it shows where numbers and formulas are told from it. */
const CSV = 'Text - txt - csv (StarCalc):44,34,76,1,,0,false,true';

/** Opens a file in LibreOffice and saves it as another kind. */
export async function convert(content: Buffer, from: 'csv' | 'xlsx', to: 'csv' | 'xlsx'): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'taskflow-office-'));
  try {
    await writeFile(join(folder, `in.${from}`), content);
    // A profile of its own, or the second at a time would wait for the first.
    const profile = `-env:UserInstallation=file://${folder}/profile`;
    const reading = from === 'csv' ? [`--infilter=${CSV}`] : [];
    const target = to === 'csv' ? `csv:${CSV}` : to;
    await promisify(execFile)(
      'soffice',
      [
        profile,
        '--headless',
        ...reading,
        '--convert-to',
        target,
        '--outdir',
        join(folder, 'out'),
        join(folder, `in.${from}`),
      ],
      { timeout: 90_000 },
    );
    return await readFile(join(folder, 'out', `in.${to}`));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
