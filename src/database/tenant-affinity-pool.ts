import { EventEmitter } from 'node:events';
import pg, { type PoolClient, type PoolConfig } from 'pg';
import { POOLED_SESSION } from './connection.js';
import { PreparedStatements } from './prepared-statements.js';

/**
 * How many organizations a connection serves before it is closed. A backend keeps the catalog of every
 * schema it has touched, and never gives that memory back.
 */
const MAX_TENANTS = 800;

/** How long a request waits, in milliseconds, before a connection that has not served its organization may take it. */
const STEAL_AFTER = 5;
/**
 * How many organizations of other owners a connection serves that way: enough for those that are too busy for one
 * connection. Without a limit, load on thousands of organizations makes every connection serve them all.
 */
const MAX_BORROWED = 20;
/** Beyond that limit it takes requests that have waited this long, in milliseconds: their owner must be stuck. */
const FORCE_STEAL_AFTER = 250;

/** All connections of a pool were busy for as long as a request waits for one. */
export class NoFreeConnection extends Error {
  constructor() {
    super('Waited too long for a database connection');
  }
}

type Release = (destroy?: boolean) => void;
type Callback = (error: Error | undefined, lease?: Lease) => void;

/** A connection, until it is released. */
export interface Lease {
  client: PoolClient;
  /** Whether the connection has served the organization before; never behind a pooler. */
  hasServedTenant: boolean;
  /** Missing where a session serves other clients as well: behind a pooler. */
  statements?: PreparedStatements;
  release: Release;
}

interface Waiter {
  tenant?: string;
  since: number;
  timeout: NodeJS.Timeout;
  callback: Callback;
}

/** One connection of the pool. */
class Slot {
  readonly waiting: Waiter[] = [];
  /** The organizations that the connection has served, whose catalog its backend keeps. */
  readonly served = new Set<string>();
  /** How many of them are owned by another connection. */
  borrowed = 0;
  statements?: PreparedStatements;
  busy = false;

  constructor(
    readonly connection: pg.Pool,
    isPooled: boolean,
  ) {
    connection.on('connect', (client) => {
      // A pending query rejects when the connection breaks; without a listener the error would end the process.
      client.on('error', () => undefined);
      this.served.clear();
      this.borrowed = 0;
      this.statements = isPooled ? undefined : new PreparedStatements(client);
      // It leaves before the first statement. Should it fail, so does the connection.
      if (isPooled) client.query(POOLED_SESSION).catch(() => undefined);
    });
  }
}

/**
 * A connection pool with tenant affinity and work stealing. A backend reads the catalog of a schema when it first
 * serves it, which costs several times what a short query does, and keeps it until the connection is closed: so
 * with thousands of organizations each connection serves its share of them, and not all.
 *
 * A hash of the organization names its owner, one of the connections. When the owner is busy, a free connection
 * that has served the organization takes the request; after `STEAL_AFTER` any free one does that may borrow
 * another organization. A connection serves the organizations that it owns first.
 *
 * It replaces the pool of `pg` in TypeORM's driver, and is made of pools of a single connection.
 */
export class TenantAffinityPool extends EventEmitter {
  private readonly slots: Slot[];
  private readonly waitLimit: number;
  private stealing?: NodeJS.Timeout;

  /** @param options those of pg's pool, and whether it leads through a transaction pooler */
  constructor({ isPooled = false, ...options }: PoolConfig & { isPooled?: boolean }) {
    super();
    this.waitLimit = options.connectionTimeoutMillis as number;
    this.slots = Array.from({ length: options.max as number }, () => {
      const connection = new pg.Pool({ ...options, max: 1 });
      connection.on('error', (error) => this.emit('error', error));
      return new Slot(connection, isPooled);
    });
  }

  /** Obtains a connection for work in no particular organization. */
  connect(callback: (error: Error | undefined, client?: PoolClient, release?: Release) => void): void {
    this.acquire(undefined, (error, lease) => callback(error, lease?.client, lease?.release));
  }

  /** Obtains a connection, preferably one that has served the organization. */
  connectFor(tenant: string | undefined): Promise<Lease> {
    return new Promise((resolve, reject) => {
      this.acquire(tenant, (error, lease) => (error ? reject(error) : resolve(lease as Lease)));
    });
  }

  /** How many connections there may be, how many are busy, and how many requests wait for one. */
  usage(): { size: number; busy: number; waiting: number } {
    return {
      size: this.slots.length,
      busy: this.slots.filter(({ busy }) => busy).length,
      waiting: this.slots.reduce((sum, { waiting }) => sum + waiting.length, 0),
    };
  }

  end(callback: () => void): void {
    let open = this.slots.length;
    for (const { connection } of this.slots) connection.end(() => --open === 0 && callback());
  }

  private acquire(tenant: string | undefined, callback: Callback): void {
    const owner = tenant === undefined ? this.leastBusy() : this.ownerOf(tenant);
    const slot = owner.busy
      ? this.slots.find(({ busy, served }) => !busy && hasServed(served, tenant))
      : owner;
    if (slot) this.serve(slot, tenant, callback);
    else this.wait(owner, tenant, callback);
  }

  private wait(owner: Slot, tenant: string | undefined, callback: Callback): void {
    const timeout = setTimeout(() => {
      owner.waiting.splice(owner.waiting.indexOf(waiter), 1);
      callback(new NoFreeConnection());
    }, this.waitLimit);
    const waiter: Waiter = { tenant, since: Date.now(), timeout, callback };
    owner.waiting.push(waiter);
    this.stealing ??= setTimeout(() => this.steal(), STEAL_AFTER + 1);
  }

  private serve(slot: Slot, tenant: string | undefined, callback: Callback): void {
    slot.busy = true;
    slot.connection.connect((error, client, release) => {
      if (error) {
        this.makeIdle(slot);
        callback(error);
        return;
      }
      const { statements } = slot;
      const hasServedTenant = statements !== undefined && tenant !== undefined && slot.served.has(tenant);
      if (tenant !== undefined && !slot.served.has(tenant)) {
        slot.served.add(tenant);
        if (this.ownerOf(tenant) !== slot) slot.borrowed++;
      }
      const releaseLease: Release = (destroy = false) => {
        release(destroy || slot.served.size >= MAX_TENANTS);
        this.makeIdle(slot);
      };
      callback(undefined, {
        client: client as PoolClient,
        hasServedTenant,
        statements,
        release: releaseLease,
      });
    });
  }

  /** Gives the connection to the next request that waits: of its own organizations first, then of others. */
  private makeIdle(slot: Slot): void {
    slot.busy = false;
    const next = slot.waiting.shift() ?? this.takeFromOthers(slot);
    if (!next) return;
    clearTimeout(next.timeout);
    this.serve(slot, next.tenant, next.callback);
  }

  /** Lets free connections take requests that have waited long enough. */
  private steal(): void {
    this.stealing = undefined;
    for (const slot of this.slots) if (!slot.busy) this.makeIdle(slot);
    if (this.slots.some(({ waiting }) => waiting.length > 0))
      this.stealing = setTimeout(() => this.steal(), STEAL_AFTER + 1);
  }

  private takeFromOthers(slot: Slot): Waiter | undefined {
    const latest = Date.now() - (slot.borrowed < MAX_BORROWED ? STEAL_AFTER : FORCE_STEAL_AFTER);
    let oldest: Waiter[] | undefined;
    for (const { waiting } of this.slots) {
      const [first] = waiting;
      if (!first || (first.since > latest && !hasServed(slot.served, first.tenant))) continue;
      if (!oldest || first.since < (oldest[0] as Waiter).since) oldest = waiting;
    }
    return oldest?.shift();
  }

  private ownerOf(tenant: string): Slot {
    let hash = 0;
    for (let index = 0; index < tenant.length; index++) hash = (hash * 31 + tenant.charCodeAt(index)) | 0;
    return this.slots[(hash >>> 0) % this.slots.length] as Slot;
  }

  private leastBusy(): Slot {
    return this.slots.reduce((best, slot) => (load(slot) < load(best) ? slot : best));
  }
}

const load = ({ busy, waiting }: Slot): number => waiting.length + (busy ? 1 : 0);

const hasServed = (served: Set<string>, tenant: string | undefined): boolean =>
  tenant === undefined || served.has(tenant);
