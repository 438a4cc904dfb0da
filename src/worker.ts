import { start } from './start.js';

await start(async () => (await import('./work.js')).work);
