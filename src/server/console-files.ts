import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, relative } from 'node:path';
import { type ContentCoding, encodeBy } from '../http/content-coding.js';
import { entityTag } from '../http/entity-tag.js';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** What `scripts/build-web.ts` leaves beside a file. */
const COMPRESSED: Record<ContentCoding, string> = { br: '.br', gzip: '.gz' };

interface BuiltFile {
  content: Buffer;
  tag: string;
  type: string;
}

/** The built files of the console, each read when it is first asked for. No other path is ever opened. */
export class ConsoleFiles {
  private readonly names: ReadonlySet<string>;
  private readonly read = new Map<string, Promise<BuiltFile>>();

  /** @param basePath what stands before every path where browsers reach the service */
  constructor(
    private readonly folder: string,
    private readonly basePath: string,
  ) {
    const entries = existsSync(folder)
      ? readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
      : [];
    const names = entries.map(({ parentPath, name }) => relative(folder, join(parentPath, name)));
    this.names = new Set(names.filter((name) => extname(name) in TYPES));
  }

  has(name: string): boolean {
    return this.names.has(name);
  }

  get(name: string): Promise<BuiltFile> {
    const read = this.read.get(name);
    if (read) return read;
    const file = this.open(name);
    this.read.set(name, file);
    // What could not be read now may be later.
    file.catch(() => this.read.delete(name));
    return file;
  }

  private async open(name: string): Promise<BuiltFile> {
    const path = join(this.folder, name);
    const type = TYPES[extname(name)] as string;
    const read = await readFile(path);
    const isPage = name === 'index.html';
    const content = isPage ? Buffer.from(this.placed(read.toString())) : read;
    if (!isPage) encodeBy(content, (coding) => readFile(path + COMPRESSED[coding]));
    return { content, type, tag: entityTag('console', content.toString('latin1')) };
  }

  /** The page finds its files and the API from its <base>. */
  private placed(html: string): string {
    return html.replace('<base href="/app/"', `<base href="${this.basePath}/app/"`);
  }
}
