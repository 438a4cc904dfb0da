import { Injectable } from '@nestjs/common';

/**
 * A feature whose rows refer to stored files. Their bytes count against the plan: the statement that adds or removes
 * such a row changes the counter in the same transaction.
 */
export interface FileReferrer {
  /** Those of these names that a row still refers to, in the organization of the open transaction. */
  findReferenced(names: string[]): Promise<Set<string>>;
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
}
