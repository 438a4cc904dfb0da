import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';
import { Transform, type TransformCallback } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Bytes that pass between two collections. They exist several times by the time they are written. */
const INTERVAL = 4_000_000;

// Contexts made while the flag is set have the function.
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as (options: { type: 'minor' }) => void;
setFlagsFromString('--no-expose-gc');

/** What V8 does by itself: how often it has collected, and whether it is going through the whole heap, bit by bit. */
const v8 = { collections: 0, isMarking: false };
new PerformanceObserver((list) => {
  for (const { detail } of list.getEntries() as (PerformanceEntry & { detail: { kind: number } })[]) {
    const { kind } = detail;
    if (kind === constants.NODE_PERFORMANCE_GC_INCREMENTAL) v8.isMarking = true;
    else v8.collections++;
    if (kind === constants.NODE_PERFORMANCE_GC_MAJOR) v8.isMarking = false;
  }
}).observe({ entryTypes: ['gc'] });

/**
 * Passes bytes on and has V8 collect its young generation, in which the buffers of those before are dead by then:
 * a millisecond or so. What buffers hold lies outside of V8's heap, so nothing makes V8 collect before 64 MB have
 * come together, and then it goes through the whole heap while every request waits. Where V8 collects anyway it
 * isn't asked; least of all while it marks, which it would have to finish first, in one go.
 */
export class ScavengingStream extends Transform {
  private passed = 0;
  private collections = v8.collections;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (this.collections !== v8.collections) this.passed = 0;
    this.collections = v8.collections;
    this.passed += chunk.length;
    if (this.passed >= INTERVAL && !v8.isMarking) {
      this.passed = 0;
      collect({ type: 'minor' });
    }
    done(null, chunk);
  }
}
