import { Injectable } from '@nestjs/common';
import { type ClsStore, ClsService } from 'nestjs-cls';
import type { Principal } from './principal.js';

export interface ContextStore extends ClsStore {
  requestId?: string;
  principal?: Principal;
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

  get requestId(): string | undefined {
    return this.store?.requestId;
  }

  /** Runs `fn` in a context of its own: nothing of the surrounding one, such as a transaction, is in it. */
  run<T>(store: ContextStore, fn: () => T): T {
    return this.cls.runWith(store, fn);
  }

  private get store(): ContextStore | undefined {
    return this.cls.isActive() ? (this.cls.get() as ContextStore) : undefined;
  }
}
