import { Transform, type TransformCallback } from 'node:stream';

const LF = 0x0a;

/** Passes lines of JSON on, and counts them. */
export class JsonLines extends Transform {
  rows = 0;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.rows += countLines(chunk);
    done(null, chunk);
  }
}

/** Makes one array of lines of JSON, each of which ends with LF, and counts them. */
export class JsonArray extends Transform {
  rows = 0;
  private before = '[\n';

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.rows += countLines(chunk);
    // Whether a comma has to follow the last line shows with the next chunk.
    const isWhole = chunk.at(-1) === LF;
    const lines = (isWhole ? chunk.subarray(0, -1) : chunk).toString('latin1').replaceAll('\n', ',\n');
    this.push(this.before + lines, 'latin1');
    this.before = isWhole ? ',\n' : '';
    done();
  }

  override _flush(done: TransformCallback): void {
    done(null, this.rows === 0 ? '[]\n' : '\n]\n');
  }
}

function countLines(chunk: Buffer): number {
  let lines = 0;
  for (let at = chunk.indexOf(LF); at !== -1; at = chunk.indexOf(LF, at + 1)) lines++;
  return lines;
}
