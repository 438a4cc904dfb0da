import { availableParallelism } from 'node:os';
import { Injectable } from '@nestjs/common';
import bcrypt from 'bcrypt';
import { Bulkhead } from '../../common/bulkhead.js';
import { ServiceBusy } from '../../common/service-busy.js';
import { MAX_PASSWORD_BYTES } from '../../common/text.js';

/** One of libuv's four threads stays free for files and DNS, however many passwords are compared. */
const THREADS = Math.min(3, availableParallelism());
/** Some fifteen seconds of work for two threads. */
const LINE = 100;

/** bcrypt, on libuv's threads: the event loop goes on serving. */
@Injectable()
export class Passwords {
  /** Work factor: a quarter of a second of one core on the machines of 2026. */
  protected readonly cost: number = 12;
  private dummyHash?: Promise<string>;
  private readonly threads = new Bulkhead(THREADS, LINE, () => new ServiceBusy());

  hash(password: string): Promise<string> {
    return this.threads.run(() => bcrypt.hash(password, this.cost));
  }

  /**
   * Compares with `hash`, or, where there is no such user, with a dummy hash: the answer
   * takes as long either way and doesn't tell which accounts exist. bcrypt would let a longer
   * password pass that begins with the right one.
   */
  async matches(password: string, hash: string | undefined): Promise<boolean> {
    this.dummyHash ??= bcrypt.hash('', this.cost);
    const other = hash ?? (await this.dummyHash);
    const matched = await this.threads.run(() => bcrypt.compare(password, other));
    return matched && hash !== undefined && Buffer.byteLength(password) <= MAX_PASSWORD_BYTES;
  }
}
