import { hostname as machineName } from 'node:os';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { hostOf, toHostName } from '../common/host-name.js';
import { MalformedRequest } from '../http/http.errors.js';
import { Config } from '../config/config.js';
import { isReserved } from '../common/slug.js';
import { Scheduler } from '../scheduler/scheduler.js';
import { UnknownHost } from './access.errors.js';
import { TenantHostsRepository, type ServiceHost } from './tenant-hosts.repository.js';

/** How long a process may take to apply a changed domain or slug, in milliseconds. */
const TTL = 1000;
const CAPACITY = 10_000;
/** A host that no organization has. */
const NO_ORGANIZATION = '';

/**
 * Which organization the host of a request belongs to: by `<slug>.<BASE_DOMAIN>`, or by a domain of its own
 * that is verified. As long as neither can be, hosts are not read.
 */
@Injectable()
export class TenantHostResolver implements OnModuleInit {
  private readonly known = new LRUCache<string, string>({ max: CAPACITY, ttl: TTL });
  /** Where links lead to: the service itself, whichever organization is meant. */
  private readonly publicHost: string;
  private areThereDomains = true;
  private areNamesKept = false;

  constructor(
    private readonly hosts: TenantHostsRepository,
    private readonly config: Config,
    scheduler: Scheduler,
  ) {
    scheduler.add({
      name: 'tenant_hosts.poll',
      interval: TTL,
      where: 'everywhere',
      run: () => this.poll(),
    });
    this.publicHost = hostOf(new URL(config.publicUrl).host) ?? '';
  }

  onModuleInit(): Promise<void> {
    return this.poll();
  }

  /**
   * Answers at once, without a promise, where no organization has a host.
   * @returns the organization's id, or undefined for a host that names none
   * @throws UnknownHost, MalformedRequest
   */
  organizationOf(request: FastifyRequest): Promise<string | undefined> | undefined {
    if (!this.areThereDomains && this.config.baseDomain === undefined) return undefined;
    return this.resolve(hostNamed(request));
  }

  /** Whether the service itself answers under a name: it can be no organization's. */
  isService(host: string): boolean {
    return host === this.publicHost || host === this.config.baseDomain;
  }

  /** Whether a name is the service's to give, or was once: no organization may claim it. */
  async isOwn(host: string): Promise<boolean> {
    return this.isService(host) || this.isBelowBase(host) || (await this.hosts.wasService(host));
  }

  /** Removes a host from the cache of this process once its change has committed; other processes follow within a second. */
  evict(host: string): void {
    this.areThereDomains = true;
    this.known.delete(host);
  }

  private async resolve(host: string): Promise<string | undefined> {
    if (host === '' || host === this.config.baseDomain || host === this.publicHost) return undefined;
    let id = this.known.get(host);
    if (id === undefined) {
      id = (await this.find(host)) ?? NO_ORGANIZATION;
      this.known.set(host, id);
    }
    if (id !== NO_ORGANIZATION) return id;
    if (this.isBelowBase(host) && !isReserved(this.labelOf(host))) throw new UnknownHost();
    return undefined;
  }

  private async find(host: string): Promise<string | undefined> {
    return this.hosts.findOrganization(host, this.isBelowBase(host) ? this.labelOf(host) : undefined);
  }

  private isBelowBase(host: string): boolean {
    const { baseDomain } = this.config;
    return baseDomain !== undefined && host.endsWith(`.${baseDomain}`);
  }

  private labelOf(host: string): string {
    return host.slice(0, -`.${this.config.baseDomain}`.length);
  }

  /** The names of the service: of links, of its listening address, and of the machine. */
  private names(): ServiceHost[] {
    const { baseDomain, host } = this.config;
    const names = [this.publicHost, toHostName(host), toHostName(machineName())].filter(Boolean) as string[];
    const hosts = names.map((name) => ({ host: name, withSubdomains: false }));
    return baseDomain === undefined ? hosts : [...hosts, { host: baseDomain, withSubdomains: true }];
  }

  private async poll(): Promise<void> {
    this.areThereDomains = await this.hosts.areThereDomains();
    if (!this.areNamesKept) await this.hosts.remember(this.names());
    this.areNamesKept = true;
  }
}

/**
 * The name that a request is for. `host` is the Host header or, from a trusted proxy alone, what it
 * forwards; the former gives way to the host of an absolute target (RFC 9112, 3.2.2).
 */
function hostNamed({ host, headers, raw }: FastifyRequest): string {
  const names = raw.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host');
  if (names.length > 1) throw new MalformedRequest({ detail: 'There is more than one Host header.' });
  const isForwarded = host !== (headers.host ?? '');
  const target = isForwarded ? undefined : /^[a-z]+:\/\/([^/?#]*)/i.exec(raw.url ?? '')?.[1];
  const name = hostOf(target ?? host);
  if (name === undefined) throw new MalformedRequest({ detail: 'The Host header names no host.' });
  return name;
}
