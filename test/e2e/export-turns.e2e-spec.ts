import { describe } from 'vitest';
import { createTestApp } from '../support/test-app.ts';
import { exportTurnsSuite } from './export-turns.suite.ts';

const testApp = await createTestApp();

describe('turns of exports with the queue on PostgreSQL', () => exportTurnsSuite(testApp));
