import { randomUUID } from 'node:crypto';
import { Agent, type IncomingMessage, request } from 'node:http';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchOrganization } from './fixture.ts';

/** How many ask at once, and how many of them change things without an Idempotency-Key. */
const [CLIENTS, WITHOUT_KEY] = [8, 2];
/** Each begins a request that often at most, in milliseconds, and every so many of them is a creation. */
const [INTERVAL, CREATES_EACH] = [40, 4];
/** How long a client waits for an answer, in milliseconds. */
const ANSWER_TIMEOUT = 60_000;

/** What became of requests of a kind. */
export class Outcomes {
  readonly times: number[] = [];
  /** How often each status or error came that isn't a success. */
  readonly failures = new Map<string, number>();

  note(time: number, failure?: string): void {
    this.times.push(time);
    if (failure) this.failures.set(failure, (this.failures.get(failure) ?? 0) + 1);
  }

  get failed(): number {
    return [...this.failures.values()].reduce((sum, count) => sum + count, 0);
  }

  get slowest(): number {
    return Math.max(0, ...this.times);
  }

  /** How many took longer than a second. */
  get late(): number {
    return this.times.filter((time) => time > 1000).length;
  }
}

/** What was counted while something happened. */
export class Phase {
  /** Reads, and changes with a key. */
  readonly repeatable = new Outcomes();
  /** Changes without a key. */
  readonly once = new Outcomes();
  /** The longest time between two events of a stream, in milliseconds. */
  silence = 0;
}

interface Answer {
  status: number;
  sequence: string | undefined;
}

/** Clients that list and create tasks of some organizations, over connections that are kept alive, until they are stopped. */
export class RollingLoad {
  phase = new Phase();
  /** Titles of the creations that were acknowledged. */
  readonly acknowledged: string[] = [];
  private readonly url: string;
  private readonly organizations: BenchOrganization[];
  /** What the titles begin with. */
  readonly name = `Rolling ${randomUUID()}`;
  private readonly known = new Map<BenchOrganization, string>();
  private readonly running: Promise<void>[];
  private created = 0;
  private isStopping = false;

  constructor(url: string, organizations: BenchOrganization[]) {
    this.url = url;
    this.organizations = organizations;
    this.running = Array.from({ length: CLIENTS }, (_, client) => this.run(client));
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    await Promise.all(this.running);
  }

  private async run(client: number): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const organization = this.organizations[client % this.organizations.length] as BenchOrganization;
    const hasKey = client >= WITHOUT_KEY;
    for (let turn = client; !this.isStopping; turn++) {
      const began = performance.now();
      if (turn % CREATES_EACH === 0) await this.create(agent, organization, hasKey);
      else await this.list(agent, organization, 1 + (turn % 15));
      await sleep(Math.max(0, INTERVAL - (performance.now() - began)));
    }
    agent.destroy();
  }

  private async create(agent: Agent, organization: BenchOrganization, hasKey: boolean): Promise<void> {
    const title = `${this.name} ${this.created++}`;
    const headers = {
      'content-type': 'application/json',
      ...(hasKey && { 'idempotency-key': randomUUID() }),
    };
    const outcomes = hasKey ? this.phase.repeatable : this.phase.once;
    const isDone = await this.send(outcomes, organization, { agent, method: 'POST', headers }, '/tasks', {
      title,
    });
    if (isDone) this.acknowledged.push(title);
  }

  private async list(agent: Agent, organization: BenchOrganization, page: number): Promise<void> {
    const sequence = this.known.get(organization);
    const headers: Record<string, string> = sequence === undefined ? {} : { 'x-sequence': sequence };
    const options = { agent, method: 'GET', headers };
    await this.send(this.phase.repeatable, organization, options, `/tasks?page=${page}&limit=20`);
  }

  /** @returns whether it succeeded */
  private async send(
    outcomes: Outcomes,
    organization: BenchOrganization,
    options: { agent: Agent; method: string; headers: Record<string, string> },
    path: string,
    body?: unknown,
  ): Promise<boolean> {
    const headers = { ...options.headers, authorization: `Bearer ${organization.token}` };
    const began = performance.now();
    let failure: string | undefined;
    try {
      const { status, sequence } = await ask(`${this.url}${path}`, { ...options, headers }, body);
      if (status < 200 || status > 299) failure = `${options.method} ${status}`;
      if (sequence !== undefined) this.remember(organization, sequence);
    } catch (error) {
      failure = `${options.method} ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`;
    }
    outcomes.note(performance.now() - began, failure);
    return failure === undefined;
  }

  private remember(organization: BenchOrganization, sequence: string): void {
    if (Number(sequence) > Number(this.known.get(organization) ?? 0)) this.known.set(organization, sequence);
  }
}

function ask(
  url: string,
  options: { agent: Agent; method: string; headers: Record<string, string> },
  body?: unknown,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { ...options, timeout: ANSWER_TIMEOUT }, (response: IncomingMessage) => {
      response
        .on('error', reject)
        .on('end', () =>
          resolve({
            status: response.statusCode as number,
            sequence: response.headers['x-sequence'] as string | undefined,
          }),
        )
        .resume();
    });
    asked.on('error', reject).on('timeout', () => asked.destroy(new Error('no answer')));
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
