const ENTRY_POINTS: Record<string, () => Promise<unknown>> = {
  start: () => import('./main.js'),
  worker: () => import('./worker.js'),
};

const [name = 'help'] = process.argv.slice(2);
await (ENTRY_POINTS[name] ?? (() => import('./cli.js')))();
