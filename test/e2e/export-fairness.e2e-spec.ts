import { describe } from 'vitest';
import { createTestApp } from '../support/test-app.ts';
import { exportFairnessSuite } from './export-fairness.suite.ts';

const testApp = await createTestApp();

describe('fairness of exports with the queue on PostgreSQL', () => exportFairnessSuite(testApp));
