import { Injectable } from '@nestjs/common';
import { type ClsStore, ClsService } from 'nestjs-cls';
import type { Principal } from './principal.js';

export interface ContextStore extends ClsStore {
  requestId?: string;
  /** The address that the request came from, past the proxies that are trusted. */
  clientAddress?: string;
  principal?: Principal;
  /** Who acts where nobody is signed in. */
  actor?: 'cli';
  /** The organization that the host of the request belongs to. */
  hostOrganizationId?: string;
}

/** What every layer may know about the request (or job, or command) it runs in. */
@Injectable()
export class RequestContext {
  constructor(private readonly cls: ClsService<ContextStore>) {}

  /** @throws Error when nobody is signed in: only `@Public()` handlers have no principal. */
  get principal(): Principal {
    const principal = this.optionalPrincipal;
    if (!principal) {
      throw new Error('There is no principal: sign in over HTTP, or enter by runInTenant() from elsewhere.');
    }
    return principal;
  }

  get optionalPrincipal(): Principal | undefined {
    return this.store?.principal;
  }

  set principal(principal: Principal) {
    const { store } = this;
    if (!store) throw new Error('There is no context to put a principal into.');
    store.principal = principal;
  }

  /** Who acts, for logs: a user's id, `cli`, or `system` for what happens by itself. */
  get actor(): string {
    return this.optionalPrincipal?.userId ?? this.store?.actor ?? 'system';
  }

  get hostOrganizationId(): string | undefined {
    return this.store?.hostOrganizationId;
  }

  set hostOrganizationId(id: string) {
    if (this.store) this.store.hostOrganizationId = id;
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
