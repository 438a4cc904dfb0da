import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import type pg from 'pg';
import { describe, expect, it } from 'vitest';
import { CopyRows, LINES, type RowFrame } from './copy-rows.js';

const BLOCK = 256 * 1024;
const ARRAY: RowFrame = { before: '[\n', between: ',\n', after: '\n]\n', none: '[]\n' };

/** A server that sends rows in a buffer that it reuses, as the parser of `pg` does. */
class Server {
  isPaused = false;
  asked: string | undefined;
  private readonly bytes = Buffer.alloc(4 * BLOCK);

  constructor(readonly rows: CopyRows) {
    const stream = { pause: () => (this.isPaused = true), resume: () => (this.isPaused = false) };
    const query = (statement: string): void => void (this.asked = statement);
    rows.submit({ stream, query } as unknown as pg.Connection);
  }

  send(...rows: string[]): this {
    for (const row of rows) {
      const length = this.bytes.write(`${row}\n`);
      this.rows.handleCopyData({ chunk: this.bytes.subarray(0, length) });
      this.bytes.fill('?', 0, length);
    }
    return this;
  }

  end(): Promise<Buffer> {
    this.rows.handleCommandComplete();
    return buffer(this.rows);
  }
}

describe('CopyRows', () => {
  it.each<[string, RowFrame, string[], string]>([
    ['lines', LINES, ['a', '', 'ü🚀'], 'a\n\nü🚀\n'],
    ['no lines', LINES, [], ''],
    ['an array', ARRAY, ['1', '2'], '[\n1,\n2\n]\n'],
    ['an empty array', ARRAY, [], '[]\n'],
    [
      'rows with line breaks of their own',
      { before: '\ufeff', between: '\r\n', after: '\r\n', none: '' },
      ['title', '"a\nb\r\n"'],
      '\ufefftitle\r\n"a\nb\r\n"\r\n',
    ],
  ])('writes %s', async (_what, frame, rows, file) => {
    const server = new Server(new CopyRows('COPY', frame));
    expect(server.asked).toBe('COPY');
    expect((await server.send(...rows).end()).toString()).toBe(file);
    expect(server.rows.rows).toBe(rows.length);
  });

  it('writes rows of any length in whole blocks', async () => {
    const rows = [1, 100, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 7].map((length, index) =>
      String(index).repeat(length),
    );
    const copy = new CopyRows('COPY', LINES);
    const server = new Server(copy);
    const blocks: Buffer[] = [];
    copy.on('data', (block: Buffer) => blocks.push(block));
    server.send(...rows);
    copy.handleCommandComplete();
    await once(copy, 'end');
    expect(Buffer.concat(blocks).toString()).toBe(`${rows.join('\n')}\n`);
    expect(new Set(blocks.slice(0, -1).map(({ length }) => length))).toEqual(new Set([BLOCK]));
  });

  it('applies back pressure to the server, but not after the last block', async () => {
    const copy = new CopyRows('COPY', LINES);
    const server = new Server(copy).send('x'.repeat(BLOCK - 1));
    expect(server.isPaused).toBe(false);
    server.send('y');
    expect(server.isPaused).toBe(true);
    expect(copy.read()).toHaveLength(BLOCK);
    copy.read();
    expect(server.isPaused).toBe(false);
    server.send('z'.repeat(BLOCK));
    expect(server.isPaused).toBe(true);
    await server.end();
    expect(server.isPaused).toBe(false);
  });

  it('fails with the statement', async () => {
    const copy = new CopyRows('COPY', LINES);
    const server = new Server(copy).send('x');
    copy.handleError(new Error('connection lost'));
    // The connection may fail once more.
    copy.handleError(new Error('closed'));
    await expect(buffer(server.rows)).rejects.toThrow('connection lost');
  });
});
