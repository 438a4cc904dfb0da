import { describe } from 'vitest';
import { createTestApp } from '../support/test-app.ts';
import { RATES, rateLimitsSuite } from './rate-limits.suite.ts';

const testApp = await createTestApp(RATES);

describe('rate limits in one process', () => {
  rateLimitsSuite(testApp);
});
