import { Injectable } from '@nestjs/common';

/**
 * Somebody who keeps files in the storage. Their bytes count against the plan: who adds or removes the row of one
 * says so to `ActivityService` in the same transaction.
 */
export interface FileOwner {
  /** Those of these names that are still needed, in the organization of the open transaction. */
  findNeeded(names: string[]): Promise<Set<string>>;
}

/** Everybody who keeps files in the storage. What none of them needs may be removed. */
@Injectable()
export class FileOwners implements FileOwner {
  private readonly all: FileOwner[] = [];

  add(owner: FileOwner): void {
    this.all.push(owner);
  }

  async findNeeded(names: string[]): Promise<Set<string>> {
    const needed = new Set<string>();
    for (const owner of this.all) for (const name of await owner.findNeeded(names)) needed.add(name);
    return needed;
  }
}
