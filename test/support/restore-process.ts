import { afterAll, vi } from 'vitest';

// Runs in each test file: the process that it leaves to the next one has its own functions, clock and settings again.
afterAll(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  vi.resetConfig();
});
