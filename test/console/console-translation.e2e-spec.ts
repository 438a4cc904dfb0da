import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missingTexts } from '../../scripts/console-texts.ts';

const ROOT = join(import.meta.dirname, '../..');
const ORIGINAL = join(ROOT, 'web/src/texts');

describe('A translation of the console', () => {
  let folder: string;
  /** A copy of the texts, as a translator begins. */
  const copy = async (name: string, changes: Record<string, [text: string, translated: string]>) => {
    const translation = join(folder, name);
    await cp(ORIGINAL, translation, { recursive: true });
    for (const [file, [text, translated]] of Object.entries(changes)) {
      const path = join(translation, file);
      const before = await readFile(path, 'utf8');
      expect(before).toContain(text);
      await writeFile(path, before.replace(text, translated));
    }
    return translation;
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'taskflow-texts-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is what the pages say that are built with it', async () => {
    const texts = await copy('texts-de', {
      'language.ts': ["'en'", "'de'"],
      'session.ts': ["title: 'Sign in'", "title: 'Anmelden'"],
    });
    const out = join(folder, 'dist');
    const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
    const config = join(ROOT, 'web/vite.config.ts');
    await promisify(execFile)(process.execPath, [vite, 'build', '--config', config, '--outDir', out], {
      cwd: ROOT,
      env: { ...process.env, NODE_ENV: 'production', CONSOLE_TEXTS: texts },
    });
    const names = (await readdir(join(out, 'assets'))).filter((name) => name.endsWith('.js'));
    const scripts = await Promise.all(names.map((name) => readFile(join(out, 'assets', name), 'utf8')));
    expect(scripts.filter((script) => script.includes('Anmelden'))).toHaveLength(1);
    expect(scripts.some((script) => /documentElement\.lang=[`'"]de[`'"]/.test(script))).toBe(true);
    expect(scripts.filter((script) => /title:[`'"]Sign in[`'"]/.test(script))).toEqual([]);
  });

  it('lacks what it doesn’t have, and texts without the places of elements', async () => {
    const translation = await copy('texts-fr', {
      'session.ts': ["  title: 'Sign in',\n", ''],
      'settings.ts': ['{email} · since {day}', '{email}'],
      'account.ts': ['inbox: (kind: string) => `${kind}: inbox`,', ''],
    });
    expect(await missingTexts(ORIGINAL, ORIGINAL)).toEqual([]);
    expect((await missingTexts(ORIGINAL, translation)).toSorted()).toEqual([
      'account.ts NOTIFICATION_SETTINGS boxes inbox',
      'session.ts SIGN_IN title',
      'settings.ts MEMBERS facts',
    ]);
    const build = promisify(execFile)(process.execPath, [join(ROOT, 'scripts/build-web.ts')], {
      env: { ...process.env, CONSOLE_TEXTS: translation },
    });
    await expect(build).rejects.toThrow(/lacks texts:\n(?:.*\n)*.*SIGN_IN title/);
  });
});
