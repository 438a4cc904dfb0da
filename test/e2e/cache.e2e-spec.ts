import { describe } from 'vitest';
import { createTestApp } from '../support/test-app.ts';
import { cacheSuite } from './cache.suite.ts';

const testApp = await createTestApp();

describe('the cache in process', () => cacheSuite(testApp));
