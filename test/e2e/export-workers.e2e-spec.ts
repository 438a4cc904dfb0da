import { describe } from 'vitest';
import { createTestApp } from '../support/test-app.ts';
import { exportWorkersSuite } from './export-workers.suite.ts';

const testApp = await createTestApp({ jobs: 'off' });

describe('an export, with the queue on PostgreSQL,', () => exportWorkersSuite(testApp));
