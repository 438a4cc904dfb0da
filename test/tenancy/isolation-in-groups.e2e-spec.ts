// quick: an organization sees nothing of others that share its database role
import { describe } from 'vitest';
import { createTestApp } from '../support/test-app.ts';
import { isolationSuite } from './isolation.suite.ts';

const testApp = await createTestApp({ poolSize: 3, sharedRoles: 5 });

describe('organizations that share database roles', () => isolationSuite(testApp));
