import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Revocations } from '../access/revocations.js';
import { ChangeNotifications } from '../change-notifications/change-notifications.js';
import { Generations } from './generations.js';
import { MemoryPages } from './memory-pages.js';

/** In each process its own: notifications of other processes' writes come a moment after the commit. */
@Injectable()
export class MemoryGenerations extends Generations {
  private readonly numbers = new LRUCache<string, number>({ max: 50_000 });

  constructor(changeNotifications: ChangeNotifications, revocations: Revocations, pages: MemoryPages) {
    super();
    // One that is purged and read from an archive has fewer changes than before, and other ones after them.
    revocations.onOrganizationClosed((organizationId) => {
      this.numbers.delete(organizationId);
      pages.forget(organizationId);
    });
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
