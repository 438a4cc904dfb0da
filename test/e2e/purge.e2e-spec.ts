import { describe } from 'vitest';
import { createTestApp } from '../support/test-app.ts';
import { purgeSuite } from './purge.suite.ts';

const testApp = await createTestApp();

describe('a purge', () => purgeSuite(testApp));
