import { start } from './bootstrap/start.js';

await start(async () => (await import('./bootstrap/serve.js')).serve);
