import { Injectable } from '@nestjs/common';

/** Says which of these names in the storage the organization of the open transaction still needs. */
export type FileOwner = (names: string[]) => Promise<Set<string>>;

/** Everybody who keeps files in the storage. What none of them needs may be removed. */
@Injectable()
export class FileOwners {
  private readonly all: FileOwner[] = [];

  add(owner: FileOwner): void {
    this.all.push(owner);
  }

  /** Those of these names that somebody needs. */
  async findNeeded(names: string[]): Promise<Set<string>> {
    const needed = new Set<string>();
    for (const owner of this.all) for (const name of await owner(names)) needed.add(name);
    return needed;
  }
}
