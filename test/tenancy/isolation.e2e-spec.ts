// quick: an organization sees nothing of others
import { describe } from 'vitest';
import { createTestApp } from '../support/test-app.ts';
import { isolationSuite } from './isolation.suite.ts';

// Fewer connections than organizations: each one serves all of them, by turns.
const testApp = await createTestApp({ poolSize: 3 });

describe('organizations on few connections', () => isolationSuite(testApp));
