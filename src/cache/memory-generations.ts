import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { ChangeNotifications } from '../change-notifications/change-notifications.js';
import { Generations } from './generations.js';

/** In each process its own: notifications of other processes' writes come a moment after the commit. */
@Injectable()
export class MemoryGenerations extends Generations {
  private readonly numbers = new LRUCache<string, number>({ max: 50_000 });

  constructor(changeNotifications: ChangeNotifications) {
    super();
    changeNotifications.onMessage((organizationId, sequence) => this.raise(organizationId, sequence));
    // Numbers whose notification was lost are read from the database.
    changeNotifications.onReconnect(() => this.numbers.clear());
  }

  override current(organizationId: string): number | undefined {
    return this.numbers.get(organizationId);
  }

  override raise(organizationId: string, sequence: number): void {
    this.numbers.set(organizationId, Math.max(sequence, this.numbers.get(organizationId) ?? 0));
  }
}
