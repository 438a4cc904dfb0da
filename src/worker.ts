import { start } from './start.js';

await start(() => import('./work.js'));
