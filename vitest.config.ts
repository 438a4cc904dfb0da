import { globSync, readFileSync } from 'node:fs';
import { configDefaults, defineConfig } from 'vitest/config';
import { ensureBuild } from './scripts/ensure-build.js';

// The end-to-end tests run what users run: the build, loaded by Node itself.
ensureBuild();

const END_TO_END = 'test/**/*.e2e-spec.ts';

/** The files that say at their beginning why they belong into every quick run. */
const quick = (): string[] =>
  globSync(END_TO_END).filter((file) => /^\/\/ quick: /m.test(readFileSync(file, 'utf8')));

export default defineConfig(({ mode }) => ({
  // tsconfig.json leaves the specs out of the build, and with them its decorator settings.
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  test: {
    include: [
      'src/**/*.spec.ts',
      'packages/*/src/**/*.spec.ts',
      'web/src/**/*.spec.ts',
      ...(mode === 'quick' ? quick() : [END_TO_END]),
    ],
    exclude: [...configDefaults.exclude, '**/dist/**'],
    globalSetup: 'test/support/global-setup.ts',
    reporters: ['default', './test/support/summary-reporter.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // Three thousand modules take a process two seconds of CPU to load, which is more than most files take for their
    // tests. Each file has an application and a database of its own, and leaves the process as it was.
    isolate: false,
    setupFiles: 'test/support/restore-process.ts',
    // What hangs fails; a slow machine, where a process takes ten seconds to start, doesn't.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    // Thousands of tests of browsers, servers and clocks meet every pause of a busy machine. CI runs one that fails once
    // more, and the last lines name those that pass then, so that they are mended.
    retry: process.env['CI'] ? 1 : 0,
    server: { deps: { external: [/\/dist\//] } },
  },
}));
