import { describe } from 'vitest';
import { createTestApp } from '../support/test-app.ts';
import { importCrashesSuite } from './import-crashes.suite.ts';

const testApp = await createTestApp({ jobs: 'off' });

describe('an import with the queue on PostgreSQL', () => {
  importCrashesSuite(testApp);
});
