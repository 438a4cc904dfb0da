import { start } from './start.js';

await start(async () => (await import('./serve.js')).serve);
