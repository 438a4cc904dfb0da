import { Injectable } from '@nestjs/common';

/** A row as the user gets it. Rows of a page are in the order of `id`, by which the next page continues. */
export type PersonalRow = { id: string | number } & Record<string, unknown>;

/** Where a page of rows begins, and how many it may have. */
export interface RowWindow {
  /** The `id` of the last row of the page before; left out for the first page. */
  after?: string | number;
  limit: number;
}

/** What a feature keeps of a user in the schema of an organization. All of it runs in an open tenant transaction. */
export interface OrganizationPersonalData {
  /** What the file of a user's data calls it. */
  name: string;
  /** What the user wrote, is assigned or is told; left out for copies of what is there already. */
  read?(userId: string, window: RowWindow): Promise<PersonalRow[]>;
  /** Ends what only a member has: with the membership, and before `erase` with the account. */
  leave?(userId: string): Promise<void>;
  /** Removes what is the user's alone; left out for what the organization keeps, with an id that names no user any more. */
  erase?(userId: string): Promise<void>;
}

/** An account, as what is about it can be found. */
export interface AccountKey {
  id: string;
  email: string;
}

/** What a feature keeps of a user in `public`. What has a foreign key to the user needs no `erase`. */
export interface AccountPersonalData {
  /** What the file of a user's data calls it. */
  name: string;
  read?(user: AccountKey): Promise<object>;
  /** Part of the shared transaction that deletes the account. */
  erase?(user: AccountKey): Promise<void>;
}

/**
 * The registry of personal data: what is handed out with a user's data, and what goes with their account. A class that
 * stores something of users adds it in its constructor.
 */
@Injectable()
export class PersonalData {
  readonly ofOrganizations: OrganizationPersonalData[] = [];
  readonly ofAccounts: AccountPersonalData[] = [];

  addToOrganizations(data: OrganizationPersonalData): void {
    this.ofOrganizations.push(data);
  }

  addToAccounts(data: AccountPersonalData): void {
    this.ofAccounts.push(data);
  }

  /** Ends, in the organization of the open tenant transaction, what a user had as its member. */
  async leaveOrganization(userId: string): Promise<void> {
    for (const data of this.ofOrganizations) await data.leave?.(userId);
  }

  /** Erases what is in the organization of the open tenant transaction. */
  async eraseInOrganization(userId: string): Promise<void> {
    await this.leaveOrganization(userId);
    for (const data of this.ofOrganizations) await data.erase?.(userId);
  }

  /** Erases what is in `public`, in the open shared transaction. */
  async eraseInAccounts(user: AccountKey): Promise<void> {
    for (const data of this.ofAccounts) await data.erase?.(user);
  }
}
