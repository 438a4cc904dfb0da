import react from '@vitejs/plugin-react';
import { resolve } from 'node:path';
import { defineConfig } from 'vite';

/** The server that answers what isn't a page of the console, while it is worked on. */
const API = process.env['API_URL'] ?? 'http://127.0.0.1:3000';

/** What the pages say: the folder of another language, beside `src/texts`. */
const TEXTS = resolve(import.meta.dirname, 'src', process.env['CONSOLE_TEXTS'] ?? 'texts');

export default defineConfig(({ command }) => ({
  root: import.meta.dirname,
  // What is built is found from the page's <base>, which the server sets: it may be behind a path of a proxy.
  base: command === 'build' ? './' : '/app/',
  plugins: [react()],
  resolve: { alias: [{ find: /^(?:\.\.?\/)+texts\//, replacement: `${TEXTS}/` }] },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    reportCompressedSize: false,
    // No script in the page: the policy forbids it.
    modulePreload: { polyfill: false },
  },
  server: {
    host: '127.0.0.1',
    port: 5173,
    strictPort: true,
    proxy: { '^/(?!app/)': { target: API, ws: true, xfwd: true } },
  },
}));
