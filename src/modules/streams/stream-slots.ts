import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';
import type { UserPrincipal } from '../../context/principal.js';
import { Metrics } from '../../metrics/metrics.js';
import { TooManyStreams } from './streams.errors.js';

/** How many streams a user may have open by sessions, and how many an API token may. */
const MAX_OF_ONE = 20;
/** And how many by all API tokens of the user, whose number is not limited. */
const MAX_OF_TOKENS = 80;

interface Limit {
  key: string;
  max: number;
  owner: string;
}

/** The right to one open stream, until it is released. */
export interface StreamSlot {
  /** Releases the slot; a second call has no effect. */
  release(): void;
}

/**
 * Counts the open streams of this process, of whatever kind: WebSockets and server-sent events, of changes and of
 * exports. An organization has EVENTS_MAX_CONNECTIONS of them, and no single caller can use them all.
 */
@Injectable()
export class StreamSlots {
  private readonly taken = new Map<string, number>();
  private readonly open;

  constructor(
    private readonly config: Config,
    metrics: Metrics,
  ) {
    this.open = metrics.gauge(
      'taskflow_event_streams',
      'Open event streams: WebSockets and server-sent events.',
    );
  }

  /** @throws TooManyStreams */
  acquire(principal: UserPrincipal): StreamSlot {
    const limits = this.limitsOf(principal);
    const reached = limits.find(({ key, max }) => (this.taken.get(key) ?? 0) >= max);
    if (reached) {
      throw new TooManyStreams({
        detail: `${reached.owner} may have ${reached.max} streams open. Close one, or open fewer by sharing them.`,
        limit: reached.max,
      });
    }
    for (const { key } of limits) this.taken.set(key, (this.taken.get(key) ?? 0) + 1);
    this.open.inc();
    let isHeld = true;
    const release = (): void => {
      if (!isHeld) return;
      isHeld = false;
      for (const { key } of limits) this.decrement(key);
      this.open.dec();
    };
    return { release };
  }

  private limitsOf({ organizationId, userId, tokenId }: UserPrincipal): Limit[] {
    const { eventsMaxConnections } = this.config;
    return [
      ...(tokenId === undefined
        ? [{ key: `user:${userId}`, max: MAX_OF_ONE, owner: 'A user' }]
        : [
            { key: `token:${tokenId}`, max: MAX_OF_ONE, owner: 'An API token' },
            { key: `tokens:${userId}`, max: MAX_OF_TOKENS, owner: 'All API tokens of a user' },
          ]),
      { key: `organization:${organizationId}`, max: eventsMaxConnections, owner: 'The organization' },
    ];
  }

  private decrement(key: string): void {
    const left = (this.taken.get(key) ?? 1) - 1;
    if (left > 0) this.taken.set(key, left);
    else this.taken.delete(key);
  }
}
