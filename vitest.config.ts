import { defineConfig } from 'vitest/config';

export default defineConfig({
  // tsconfig.json leaves the specs out of the build, and with them its decorator settings.
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  test: {
    include: ['src/**/*.spec.ts', 'test/**/*.e2e-spec.ts'],
    globalSetup: 'test/support/global-setup.ts',
    reporters: ['default', './test/support/summary-reporter.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // The end-to-end tests run what users run: the build, loaded by Node itself.
    server: { deps: { external: [/\/dist\//] } },
  },
});
