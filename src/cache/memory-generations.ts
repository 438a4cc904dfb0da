import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Generations } from './generations.js';

/** For one API process: it makes every change itself, so it needs to ask nobody. */
@Injectable()
export class MemoryGenerations extends Generations {
  private readonly numbers = new LRUCache<string, number>({ max: 50_000 });

  override current(organizationId: string): number | undefined {
    return this.numbers.get(organizationId);
  }

  override raise(organizationId: string, sequence: number): void {
    this.numbers.set(organizationId, Math.max(sequence, this.numbers.get(organizationId) ?? 0));
  }
}
