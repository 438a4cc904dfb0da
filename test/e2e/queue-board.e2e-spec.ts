import { describe } from 'vitest';
import { createTestApp } from '../support/test-app.ts';
import { queueBoardSuite } from './queue-board.suite.ts';

// No worker: what is queued stays, to be looked at.
const testApp = await createTestApp({ jobs: 'off' });

describe('the queue board on PostgreSQL', () => queueBoardSuite(testApp));
