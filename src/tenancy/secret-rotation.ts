import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { systemIn } from '../context/principal.js';
import { SharedTransaction } from '../database/shared-transaction.js';
import { TenantTransaction } from './tenant-transaction.js';

/** What became of the encrypted secrets that were looked at. */
export interface Resealed {
  found: number;
  /** Encrypted anew, with the first of the configured secrets. */
  resealed: number;
  /** None of the configured secrets decrypts them. They stay as they are. */
  unreadable: number;
}

/** Encrypts anew up to some hundred secrets of `public`, and returns where the next call continues. */
export type SharedBatch = (after: string | undefined) => Promise<Resealed & { last: string | undefined }>;
/** Encrypts anew the secrets of the organization whose transaction is open. */
export type TenantBatch = () => Promise<Resealed>;

export interface RotationResult {
  /** By what the secrets are for. */
  secrets: Record<string, Resealed>;
  organizations: number;
  /** The organizations where it failed, with the error. */
  failed: { organizationId: string; error: Error }[];
}

const PAGE = 500;
const FIRST = '00000000-0000-0000-0000-000000000000';

/**
 * Encrypts what is stored encrypted with the first of the configured secrets, while the product runs. Each batch is a
 * transaction of its own, and what is done is not done again: an interrupted rotation is run again. Every feature that
 * stores a secret encrypted registers it here.
 */
@Injectable()
export class SecretRotation {
  private readonly shared = new Map<string, SharedBatch>();
  private readonly tenants = new Map<string, TenantBatch>();

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly sharedTransaction: SharedTransaction,
    private readonly tenant: TenantTransaction,
  ) {}

  /** @param name what the secrets are for, for operators */
  addShared(name: string, batch: SharedBatch): void {
    this.shared.set(name, batch);
  }

  addTenant(name: string, batch: TenantBatch): void {
    this.tenants.set(name, batch);
  }

  /** @param onProgress called after each organization with how many are done */
  async run(onProgress: (done: number) => void): Promise<RotationResult> {
    const names = [...this.shared.keys(), ...this.tenants.keys()];
    const secrets = Object.fromEntries(names.map((name) => [name, { found: 0, resealed: 0, unreadable: 0 }]));
    const result: RotationResult = { secrets, organizations: 0, failed: [] };
    for (const [name, batch] of this.shared) await this.rotateShared(secrets[name] as Resealed, batch);
    for await (const organizationId of this.organizations()) {
      await this.rotateTenant(organizationId, result);
      onProgress(++result.organizations);
    }
    return result;
  }

  private async rotateShared(total: Resealed, batch: SharedBatch): Promise<void> {
    let last: string | undefined;
    do {
      const done = await this.sharedTransaction.run(() => batch(last));
      addTo(total, done);
      last = done.last;
    } while (last !== undefined);
  }

  private async rotateTenant(organizationId: string, { secrets, failed }: RotationResult): Promise<void> {
    try {
      for (const [name, batch] of this.tenants)
        addTo(secrets[name] as Resealed, await this.tenant.runInTenant(systemIn(organizationId), batch));
    } catch (error) {
      if (await this.isThere(organizationId)) failed.push({ organizationId, error: error as Error });
    }
  }

  /** All that have a schema: a closed one may be opened again. */
  private async *organizations(): AsyncGenerator<string> {
    let last = FIRST;
    while (true) {
      const rows: { id: string }[] = await this.dataSource.query(
        `SELECT id FROM public.organizations WHERE status <> 'PURGING' AND id > $1 ORDER BY id LIMIT $2`,
        [last, PAGE],
      );
      for (const { id } of rows) yield id;
      if (rows.length < PAGE) return;
      last = (rows.at(-1) as { id: string }).id;
    }
  }

  private async isThere(organizationId: string): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query(
      `SELECT FROM public.organizations WHERE id = $1 AND status <> 'PURGING'`,
      [organizationId],
    );
    return rows.length > 0;
  }
}

function addTo(total: Resealed, { found, resealed, unreadable }: Resealed): void {
  total.found += found;
  total.resealed += resealed;
  total.unreadable += unreadable;
}
