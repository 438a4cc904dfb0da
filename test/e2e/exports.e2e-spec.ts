import { describe } from 'vitest';
import { createTestApp } from '../support/test-app.ts';
import { exportAttemptsSuite } from './export-attempts.suite.ts';
import { exportsSuite } from './exports.suite.ts';

const testApp = await createTestApp();

describe('exports with the queue on PostgreSQL', () => {
  exportsSuite(testApp);
  exportAttemptsSuite(testApp);
});
