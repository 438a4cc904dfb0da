import { start } from './start.js';

await start(() => import('./serve.js'));
