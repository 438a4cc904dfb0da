import { Injectable } from '@nestjs/common';
import bcrypt from 'bcrypt';
import { MAX_PASSWORD_BYTES } from '../../common/text.js';

/** bcrypt, on libuv's threads: the event loop goes on serving. */
@Injectable()
export class Passwords {
  /** Work factor: a quarter of a second of one core on the machines of 2026. */
  protected readonly cost: number = 12;
  private nobody?: Promise<string>;

  hash(password: string): Promise<string> {
    return bcrypt.hash(password, this.cost);
  }

  /**
   * Compares with `hash`, or, where there is no such user, with the hash of nobody: the answer
   * takes as long either way and doesn't tell which accounts exist. bcrypt would let a longer
   * password pass that begins with the right one.
   */
  async matches(password: string, hash: string | undefined): Promise<boolean> {
    this.nobody ??= this.hash('');
    const matched = await bcrypt.compare(password, hash ?? (await this.nobody));
    return matched && hash !== undefined && Buffer.byteLength(password) <= MAX_PASSWORD_BYTES;
  }
}
