import { Injectable } from '@nestjs/common';

/** Somebody who keeps files in the storage. Both questions are about the organization of the open transaction. */
export interface FileOwner {
  /** Those of these names that are still needed. */
  findNeeded(names: string[]): Promise<Set<string>>;
  /** How many bytes its files have together. */
  countBytes(): Promise<number>;
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

  async countBytes(): Promise<number> {
    let bytes = 0;
    for (const owner of this.all) bytes += await owner.countBytes();
    return bytes;
  }
}
