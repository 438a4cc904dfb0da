import { EventEmitter } from 'node:events';
import pg, { type PoolClient, type PoolConfig } from 'pg';
import { PreparedStatements } from './prepared-statements.js';

/**
 * How many organizations a connection serves before it is closed. A backend keeps the catalog of every
 * schema it has touched, and never gives that memory back.
 */
const MAX_TENANTS = 800;

/** After this long, in milliseconds, a request is better served by a connection that doesn't know its organization. */
const HELP_AFTER = 5;
/**
 * How many organizations with another home a connection gets to know that way: room for those that are too busy for
 * one connection. Without an end to it, load on thousands of organizations has every connection meet them all.
 */
const MAX_GUESTS = 20;
/** Beyond its guests a connection helps whoever has waited this long, in milliseconds: their own must be stuck. */
const RESCUE_AFTER = 250;

type Release = (destroy?: boolean) => void;
type Callback = (error: Error | undefined, lease?: Lease) => void;

/** A connection, until it is released. */
export interface Lease {
  client: PoolClient;
  /** Whether the connection has served the organization before; never behind a pooler. */
  knowsTenant: boolean;
  /** Missing where sessions aren't our own: behind a pooler. */
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
  /** The organizations whose catalog the connection has read. */
  readonly known = new Set<string>();
  /** How many of them have another home. */
  guests = 0;
  statements?: PreparedStatements;
  busy = false;

  constructor(
    readonly connection: pg.Pool,
    prepares: boolean,
  ) {
    connection.on('connect', (client) => {
      // Whoever waits for an answer hears of a broken connection; without a listener it would end the process.
      client.on('error', () => undefined);
      this.known.clear();
      this.guests = 0;
      this.statements = prepares ? new PreparedStatements(client) : undefined;
    });
  }
}

/**
 * A pool that keeps an organization on the same connection where it can. PostgreSQL reads the catalog of
 * a schema anew on each connection that meets it, which costs several times what a short query does, and
 * remembers it for as long as the connection lives: so with thousands of organizations each connection
 * should know its share of them, and not all.
 *
 * Every organization has a home, one of the connections. When that is busy, a free one that knows the
 * organization takes the request; after a short wait any free one does that has room for another guest. A
 * connection looks after its own first.
 *
 * It stands in for the pool of `pg` in TypeORM's driver, and is made of pools of a single connection.
 */
export class AffinePool extends EventEmitter {
  private readonly slots: Slot[];
  private readonly waitLimit: number;
  private helper?: NodeJS.Timeout;

  /** @param options those of pg's pool, and whether connections may keep statements prepared */
  constructor({ prepares = false, ...options }: PoolConfig & { prepares?: boolean }) {
    super();
    this.waitLimit = options.connectionTimeoutMillis as number;
    this.slots = Array.from({ length: options.max as number }, () => {
      const connection = new pg.Pool({ ...options, max: 1 });
      connection.on('error', (error) => this.emit('error', error));
      return new Slot(connection, prepares);
    });
  }

  /** Obtains a connection for work in no particular organization. */
  connect(callback: (error: Error | undefined, client?: PoolClient, release?: Release) => void): void {
    this.acquire(undefined, (error, lease) => callback(error, lease?.client, lease?.release));
  }

  /** Obtains a connection, preferably one that knows the organization. */
  connectFor(tenant: string | undefined): Promise<Lease> {
    return new Promise((resolve, reject) => {
      this.acquire(tenant, (error, lease) => (error ? reject(error) : resolve(lease as Lease)));
    });
  }

  /** How many connections there may be, how many are at work, and how many requests wait for one. */
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
    const home = tenant === undefined ? this.leastBusy() : this.homeOf(tenant);
    const slot = home.busy ? this.slots.find(({ busy, known }) => !busy && knows(known, tenant)) : home;
    if (slot) this.serve(slot, tenant, callback);
    else this.wait(home, tenant, callback);
  }

  private wait(home: Slot, tenant: string | undefined, callback: Callback): void {
    const timeout = setTimeout(() => {
      home.waiting.splice(home.waiting.indexOf(waiter), 1);
      callback(new Error('Waited too long for a database connection'));
    }, this.waitLimit);
    const waiter: Waiter = { tenant, since: Date.now(), timeout, callback };
    home.waiting.push(waiter);
    this.helper ??= setTimeout(() => this.help(), HELP_AFTER + 1);
  }

  private serve(slot: Slot, tenant: string | undefined, callback: Callback): void {
    slot.busy = true;
    slot.connection.connect((error, client, release) => {
      if (error) {
        this.free(slot);
        callback(error);
        return;
      }
      const { statements } = slot;
      const knowsTenant = statements !== undefined && tenant !== undefined && slot.known.has(tenant);
      if (tenant !== undefined && !slot.known.has(tenant)) {
        slot.known.add(tenant);
        if (this.homeOf(tenant) !== slot) slot.guests++;
      }
      const giveBack: Release = (destroy = false) => {
        release(destroy || slot.known.size >= MAX_TENANTS);
        this.free(slot);
      };
      callback(undefined, { client: client as PoolClient, knowsTenant, statements, release: giveBack });
    });
  }

  /** Gives the connection to the next who waits: its own first, then whoever it may help. */
  private free(slot: Slot): void {
    slot.busy = false;
    const next = slot.waiting.shift() ?? this.takeForeign(slot);
    if (!next) return;
    clearTimeout(next.timeout);
    this.serve(slot, next.tenant, next.callback);
  }

  /** Lets free connections help those who have waited long enough. */
  private help(): void {
    this.helper = undefined;
    for (const slot of this.slots) if (!slot.busy) this.free(slot);
    if (this.slots.some(({ waiting }) => waiting.length > 0))
      this.helper = setTimeout(() => this.help(), HELP_AFTER + 1);
  }

  private takeForeign(slot: Slot): Waiter | undefined {
    const latest = Date.now() - (slot.guests < MAX_GUESTS ? HELP_AFTER : RESCUE_AFTER);
    let oldest: Waiter[] | undefined;
    for (const { waiting } of this.slots) {
      const [first] = waiting;
      if (!first || (first.since > latest && !knows(slot.known, first.tenant))) continue;
      if (!oldest || first.since < (oldest[0] as Waiter).since) oldest = waiting;
    }
    return oldest?.shift();
  }

  private homeOf(tenant: string): Slot {
    let hash = 0;
    for (let index = 0; index < tenant.length; index++) hash = (hash * 31 + tenant.charCodeAt(index)) | 0;
    return this.slots[(hash >>> 0) % this.slots.length] as Slot;
  }

  private leastBusy(): Slot {
    return this.slots.reduce((best, slot) => (load(slot) < load(best) ? slot : best));
  }
}

const load = ({ busy, waiting }: Slot): number => waiting.length + (busy ? 1 : 0);

const knows = (known: Set<string>, tenant: string | undefined): boolean =>
  tenant === undefined || known.has(tenant);
