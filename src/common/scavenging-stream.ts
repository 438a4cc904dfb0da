import { Transform, type TransformCallback } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Bytes that pass between two collections. They exist several times by the time they are written. */
const INTERVAL = 4_000_000;

// Contexts made while the flag is set have the function.
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as (options: { type: 'minor' }) => void;
setFlagsFromString('--no-expose-gc');

/**
 * Passes bytes on and has V8 collect its young generation, in which the buffers of those before are dead by then:
 * a millisecond or so. What buffers hold lies outside of V8's heap, so nothing makes V8 collect before 64 MB have
 * come together, and then it goes through the whole heap while every request waits.
 */
export class ScavengingStream extends Transform {
  private passed = 0;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.passed += chunk.length;
    if (this.passed >= INTERVAL) {
      this.passed = 0;
      collect({ type: 'minor' });
    }
    done(null, chunk);
  }
}
