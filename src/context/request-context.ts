import { Injectable } from '@nestjs/common';
import { type ClsStore, ClsService } from 'nestjs-cls';
import type { Principal, SessionPrincipal, UserPrincipal } from './principal.js';

export interface ContextStore extends ClsStore {
  requestId?: string;
  /** The address that the request came from, past the proxies that are trusted. */
  clientAddress?: string;
  principal?: Principal;
  /** The actor where there is no principal. */
  actor?: 'cli';
  /** The organization that the host of the request belongs to. */
  hostOrganizationId?: string;
  /** The number of the last change that the caller knows of, as it says. */
  knownSequence?: number;
  /** Told the number of each change that is made. */
  onChange?: (sequence: number) => void;
}

/** The state of the request, job or command that runs, for every layer. */
@Injectable()
export class RequestContext {
  constructor(private readonly cls: ClsService<ContextStore>) {}

  /** @throws Error without a principal: only `@Public()` handlers have none. */
  get principal(): Principal {
    const principal = this.optionalPrincipal;
    if (!principal) {
      throw new Error('There is no principal: sign in over HTTP, or enter by runInTenant() from elsewhere.');
    }
    return principal;
  }

  /** The user who acts. @throws Error when the system acts, or without a principal */
  get user(): UserPrincipal {
    const { principal } = this;
    if (principal.userId === null) throw new Error('This is for users, and the system acts.');
    return principal;
  }

  /** The user who acts by a session. @throws Error when an API token or the system acts, or without a principal */
  get session(): SessionPrincipal {
    const { user } = this;
    if (!isSession(user)) throw new Error('This is for sessions, and an API token or a job acts.');
    return user;
  }

  get optionalPrincipal(): Principal | undefined {
    return this.store?.principal;
  }

  set principal(principal: Principal) {
    const { store } = this;
    if (!store) throw new Error('There is no context to put a principal into.');
    store.principal = principal;
  }

  /** The actor for logs: a user's id, `cli`, or `system` for what no user asked for. */
  get actor(): string {
    return this.optionalPrincipal?.userId ?? this.store?.actor ?? 'system';
  }

  get hostOrganizationId(): string | undefined {
    return this.store?.hostOrganizationId;
  }

  set hostOrganizationId(id: string) {
    if (this.store) this.store.hostOrganizationId = id;
  }

  /** The number of the last change that the caller knows of, as it says: nothing has to be true of it. */
  get knownSequence(): number | undefined {
    return this.store?.knownSequence;
  }

  /** Tells the caller the number of a change that is durable. */
  reportChange(sequence: number): void {
    this.store?.onChange?.(sequence);
  }

  get requestId(): string | undefined {
    return this.store?.requestId;
  }

  get clientAddress(): string | undefined {
    return this.store?.clientAddress;
  }

  /** Runs `fn` in a context of its own: nothing of the surrounding one, such as a transaction, is in it. */
  run<T>(store: ContextStore, fn: () => T): T {
    return this.cls.runWith(store, fn);
  }

  private get store(): ContextStore | undefined {
    return this.cls.isActive() ? (this.cls.get() as ContextStore) : undefined;
  }
}

const isSession = (user: UserPrincipal): user is SessionPrincipal => user.sessionId !== null;
