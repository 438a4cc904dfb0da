/** Builds the pages of the console to web/dist, each file also compressed, as the server sends it. */
import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'vite';
import { missingTexts } from './console-texts.ts';
import { WEB_BUILD } from './ensure-build.js';
import { ROOT } from './root.ts';

const COMPRESSIBLE = /\.(js|css|html|svg|json)$/;
/** Bytes below which it is not worth a file. */
const SMALL = 1024;

// A test run would have it build the development version of React.
process.env['NODE_ENV'] = 'production';
const begin = new Date();
const texts = join(ROOT, 'web/src/texts');
const missing = await missingTexts(texts, resolve(texts, '..', process.env['CONSOLE_TEXTS'] ?? 'texts'));
if (missing.length > 0) throw new Error(`The translation lacks texts:\n${missing.join('\n')}`);
await build({ configFile: join(ROOT, 'web/vite.config.ts'), logLevel: 'warn' });

const out = join(ROOT, 'web/dist');
for (const entry of readdirSync(out, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  if (!entry.isFile() || !COMPRESSIBLE.test(path)) continue;
  const content = readFileSync(path);
  if (content.length < SMALL) continue;
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  writeFileSync(`${path}.br`, brotliCompressSync(content, { params }));
  writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
}
// What was saved meanwhile is newer than this build.
utimesSync(WEB_BUILD, begin, begin);
