import { randomUUID } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { TxtRecords } from '#app/modules/organizations/txt-records.js';
import type { ApiCall, ApiClient } from './api.ts';

export const DOMAINS = '/organizations/current/domains';

export interface Domain {
  id: string;
  domain: string;
  isPrimary: boolean;
  status: string;
  verification: { name: string; value: string };
}

export const newDomain = (): string => `${randomUUID()}.example`;

export const claim = async (client: ApiClient, domain = newDomain(), isPrimary?: boolean): Promise<Domain> =>
  (await client.post(DOMAINS, { domain, isPrimary }).expect(201)).body;

/** Asks for the TXT record of a claim to be looked up. */
export const verify = (client: ApiClient, { id }: Pick<Domain, 'id'>): ApiCall =>
  client.post(`${DOMAINS}/${id}/verify`);

export const domainsOf = async (client: ApiClient): Promise<Domain[]> =>
  (await client.get(`${DOMAINS}?limit=100`).expect(200)).body.data;

/** The TXT records that the application finds, in place of those of the internet. */
export class TestDns {
  /** Values by name; undefined is no answer. */
  readonly records = new Map<string, string[] | undefined>();
  /** The names that were looked up. */
  readonly asked: string[] = [];

  constructor(app: NestFastifyApplication) {
    const find = (name: string): Promise<string[] | undefined> => {
      this.asked.push(name);
      return Promise.resolve(this.records.has(name) ? this.records.get(name) : []);
    };
    Object.assign(app.get(TxtRecords, { strict: false }), { find });
  }

  /** Publishes the record that a claim wants. */
  publish({ verification: { name, value } }: { verification: { name: string; value: string } }): void {
    this.records.set(name, [...(this.records.get(name) ?? []), value]);
  }

  /** Claims a domain and proves it. */
  async verified(owner: ApiClient, domain = newDomain(), isPrimary?: boolean): Promise<Domain> {
    const claimed = await claim(owner, domain, isPrimary);
    this.publish(claimed);
    return (await verify(owner, claimed).expect(200)).body;
  }
}
