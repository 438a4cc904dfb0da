import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Announcements } from '../announcements/announcements.js';
import { Generations } from './generations.js';

/** In each process its own: the writes of others are heard of a moment after their commit. */
@Injectable()
export class MemoryGenerations extends Generations {
  private readonly numbers = new LRUCache<string, number>({ max: 50_000 });

  constructor(announcements: Announcements) {
    super();
    announcements.listen((organizationId, sequence) => this.raise(organizationId, sequence));
    // What wasn't announced here is read from the database.
    announcements.onGap(() => this.numbers.clear());
  }

  override current(organizationId: string): number | undefined {
    return this.numbers.get(organizationId);
  }

  override raise(organizationId: string, sequence: number): void {
    this.numbers.set(organizationId, Math.max(sequence, this.numbers.get(organizationId) ?? 0));
  }
}
