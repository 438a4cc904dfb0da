/** Organizations that change within so many milliseconds are due together. */
const SHORTEST_STEP = 250;
const LONGEST_STEP = 1000;

interface Due {
  at: number;
  /** When the last change was made. */
  changedAt: number;
}

/**
 * The organizations with changes that a consumer has to handle, and when each is due, in the memory of this process.
 * Times are milliseconds since 1970. An organization that changes all the time is due once in each delay, or once in
 * each step where there is none.
 */
export class DueOrganizations {
  private readonly organizations = new Map<string, Due>();

  /**
   * @param delay how old a change is when it is handled, in milliseconds
   * @returns when the organization is due
   */
  add(organizationId: string, changedAt: number, delay: number): number {
    const known = this.organizations.get(organizationId);
    const due = known ?? { at: dueAt(changedAt, delay), changedAt };
    if (!known) this.organizations.set(organizationId, due);
    due.changedAt = Math.max(due.changedAt, changedAt);
    return due.at;
  }

  /** Removes the organizations that are due; those with changes that are younger than the delay come once more. */
  take(now: number, delay: number): string[] {
    const taken: string[] = [];
    for (const [id, due] of this.organizations) {
      if (due.at > now) continue;
      taken.push(id);
      if (due.changedAt + delay > now) due.at = dueAt(due.changedAt, delay);
      else this.organizations.delete(id);
    }
    return taken;
  }

  /** When the next one is due; infinite when there is none. */
  get nextAt(): number {
    let earliest = Infinity;
    for (const { at } of this.organizations.values()) if (at < earliest) earliest = at;
    return earliest;
  }

  /** All of them. */
  get ids(): string[] {
    return [...this.organizations.keys()];
  }

  delete(organizationId: string): void {
    this.organizations.delete(organizationId);
  }
}

/** At whole steps, so that organizations that change at different moments share a job. */
function dueAt(changedAt: number, delay: number): number {
  const step = Math.min(Math.max(delay / 10, SHORTEST_STEP), LONGEST_STEP);
  return Math.ceil((changedAt + delay) / step) * step;
}
