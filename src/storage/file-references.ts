import { Injectable } from '@nestjs/common';

/** A feature whose rows refer to stored files. Both methods concern the organization of the open transaction. */
export interface FileReferrer {
  /** Those of these names that a row still refers to. */
  findReferenced(names: string[]): Promise<Set<string>>;
  /** How many bytes its files have together. */
  countBytes(): Promise<number>;
}

/** The registry of everything that refers to stored files. A file that nothing refers to may be removed. */
@Injectable()
export class FileReferences implements FileReferrer {
  private readonly referrers: FileReferrer[] = [];

  add(referrer: FileReferrer): void {
    this.referrers.push(referrer);
  }

  async findReferenced(names: string[]): Promise<Set<string>> {
    const referenced = new Set<string>();
    for (const referrer of this.referrers)
      for (const name of await referrer.findReferenced(names)) referenced.add(name);
    return referenced;
  }

  async countBytes(): Promise<number> {
    let bytes = 0;
    for (const referrer of this.referrers) bytes += await referrer.countBytes();
    return bytes;
  }
}
