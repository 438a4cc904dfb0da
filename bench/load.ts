import autocannon from 'autocannon';
import { cpuSecondsOfAll, type Server } from './server.ts';

/** How many clients ask at once. */
const CONNECTIONS = 32;
/** How long a target is loaded uncounted before each turn, in seconds. */
const LEAD = 1;
/** Before its first turn a target is loaded in slices of so many seconds, at most so many, until it gets no faster. */
const SLICE = 2;
const MOST_SLICES = 12;
/** What a slice has to be faster than the best before it, to be followed by another. */
const FASTER = 1.1;

export interface Target {
  server: Server;
  /** What the report calls it, where the server's name doesn't say enough. */
  label?: string;
  /** The next request; called for every one. */
  request: () => autocannon.Request;
  /** How long it is loaded before it counts, in seconds; until it gets no faster when left out. */
  warmUp?: number;
  /** Processes that work for the server. */
  helpers?: Server[];
}

export interface Result {
  server: string;
  requestsPerSecond: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  errors: number;
  /** Processor seconds of the server process and its helpers for 1,000 requests. */
  cpuPer1000: number;
  /** The same of PostgreSQL; NaN where that wasn't asked for. */
  databaseCpuPer1000: number;
}

export interface LoadOptions {
  /** How many clients ask at once. */
  connections?: number;
  /**
   * How long a target is loaded in each turn before it counts, in seconds: as long as what follows its requests is
   * delayed, so that each turn has in it what follows, and nothing of what follows the turn before.
   */
  lead?: number;
  /** Requests a second; as many as the server answers when left out. */
  rate?: number;
  /** The process id of PostgreSQL, whose processor time is counted then. */
  postmaster?: number;
}

/**
 * Loads the targets in turns, so that what else the machine does meets all of them alike, and the last one once more at
 * the end: how much that differs from its other turns is the noise of the run.
 */
export async function compare(
  targets: Target[],
  seconds: number,
  rounds: number,
  { lead = LEAD, ...options }: LoadOptions = {},
): Promise<Result[]> {
  for (const target of targets) {
    if (target.warmUp === undefined) await settle(target, options);
    else await measure(target, target.warmUp, options);
  }
  const turn = async (target: Target): Promise<Result> => {
    await measure(target, lead, options);
    return measure(target, seconds, options);
  };
  const runs: Result[][] = targets.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, target] of targets.entries()) runs[index]?.push(await turn(target));
  }
  const reference = targets.at(-1) as Target;
  const again = await turn({ ...reference, label: `${reference.label ?? reference.server.name}, again` });
  return [...runs.map((results) => average(results)), again];
}

/** PostgreSQL plans a statement five times before it keeps a plan, of each organization and on each connection. */
async function settle(target: Target, options: LoadOptions): Promise<void> {
  let best = 0;
  for (let slice = 0; slice < MOST_SLICES; slice++) {
    const { requestsPerSecond } = await measure(target, SLICE, options);
    if (requestsPerSecond < best * FASTER) return;
    best = requestsPerSecond;
  }
}

/** Loads one target. */
export async function measure(
  { server, label = server.name, request, helpers = [] }: Target,
  seconds: number,
  { connections = CONNECTIONS, rate, postmaster }: LoadOptions = {},
): Promise<Result> {
  const cpu = (): number => [server, ...helpers].reduce((sum, one) => sum + one.cpuSeconds(), 0);
  const databaseCpu = (): number => (postmaster === undefined ? NaN : cpuSecondsOfAll(postmaster));
  const before = [cpu(), databaseCpu()] as const;
  const result = await autocannon({
    url: server.url,
    connections,
    duration: seconds,
    ...(rate !== undefined && { overallRate: rate }),
    requests: [{ setupRequest: (base: autocannon.Request) => ({ ...base, ...request() }) }],
  });
  const thousands = (result['2xx'] + result.non2xx) / 1000;
  return {
    server: label,
    requestsPerSecond: result['2xx'] / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    errors: result.errors + result.non2xx,
    cpuPer1000: (cpu() - before[0]) / thousands,
    databaseCpuPer1000: (databaseCpu() - before[1]) / thousands,
  };
}

export function average(results: Result[]): Result {
  const mean = (pick: (result: Result) => number): number =>
    results.reduce((sum, result) => sum + pick(result), 0) / results.length;
  return {
    server: results[0]?.server ?? '',
    requestsPerSecond: mean((result) => result.requestsPerSecond),
    p50: mean((result) => result.p50),
    p99: mean((result) => result.p99),
    errors: results.reduce((sum, result) => sum + result.errors, 0),
    cpuPer1000: mean((result) => result.cpuPer1000),
    databaseCpuPer1000: mean((result) => result.databaseCpuPer1000),
  };
}
