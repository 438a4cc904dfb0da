import { Injectable } from '@nestjs/common';

/** A kind of thing that organizations have outside of their schema and of `public`: files, jobs, cached pages. */
export interface Belonging {
  /** What it is called in reports. */
  readonly what: string;
  /** Ends what is still going on, as far as that is possible, so that the schema comes free. */
  stop?(organizationId: string): Promise<void>;
  /** Removes everything of the organization. May be repeated. */
  remove(organizationId: string): Promise<void>;
  /** Whether anything is left, also when that can't be found out. */
  remains(organizationId: string): Promise<boolean>;
}

/** Every kind of belonging. Whoever keeps something for organizations adds it here when it is made. */
@Injectable()
export class Belongings {
  private readonly all: Belonging[] = [];

  get kinds(): string[] {
    return this.all.map(({ what }) => what);
  }

  add(belonging: Belonging): void {
    this.all.push(belonging);
  }

  async stop(organizationId: string): Promise<void> {
    await Promise.all(this.all.map(async (belonging) => belonging.stop?.(organizationId)));
  }

  async remove(organizationId: string): Promise<void> {
    await Promise.all(this.all.map((belonging) => belonging.remove(organizationId)));
  }

  /** @returns what there is still something of */
  async remaining(organizationId: string): Promise<string[]> {
    const answers = await Promise.all(this.all.map((belonging) => belonging.remains(organizationId)));
    return this.kinds.filter((_, index) => answers[index]);
  }
}
