import { Injectable } from '@nestjs/common';
import { TenantTransaction } from '../tenancy/tenant-transaction.js';

/** A follower with something to do: `at` is when the first change happened that it hasn't followed. */
export interface Behind {
  name: string;
  at: Date;
}

@Injectable()
export class FollowersRepository {
  constructor(private readonly tenant: TenantTransaction) {}

  /** Adds a follower that has seen everything up to now, unless it is there. */
  async insert(name: string): Promise<void> {
    await this.tenant.query(
      'INSERT INTO followers (name, sequence) SELECT $1, sequence FROM head ON CONFLICT DO NOTHING',
      [name],
    );
  }

  async delete(name: string): Promise<void> {
    await this.tenant.query('DELETE FROM followers WHERE name = $1', [name]);
  }

  /** Up to where a follower is, locked until the transaction ends; undefined where it doesn't follow. */
  async lock(name: string): Promise<number | undefined> {
    const rows = await this.tenant.query<{ sequence: number }>(
      'SELECT sequence FROM followers WHERE name = $1 FOR UPDATE',
      [name],
    );
    return rows[0]?.sequence;
  }

  async advance(name: string, sequence: number): Promise<void> {
    await this.tenant.query('UPDATE followers SET sequence = $2 WHERE name = $1', [name, sequence]);
  }

  findBehind(names: string[]): Promise<Behind[]> {
    return this.tenant.query(
      `SELECT followers.name, activity.at FROM followers
       JOIN activity ON activity.sequence = followers.sequence + 1
       WHERE followers.name = ANY ($1::text[])`,
      [names],
    );
  }
}
