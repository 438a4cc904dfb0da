import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { TxtRecords } from '../../dist/modules/organizations/txt-records.js';
import type { ApiClient } from './api.ts';

const DOMAINS = '/organizations/current/domains';

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
  async verified(owner: ApiClient, domain: string, isPrimary?: boolean) {
    const claimed = (await owner.post(DOMAINS, { domain, isPrimary }).expect(201)).body;
    this.publish(claimed);
    return (await owner.post(`${DOMAINS}/${claimed.id}/verify`).expect(200)).body;
  }
}
