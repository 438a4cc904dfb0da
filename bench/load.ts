import autocannon from 'autocannon';
import type { Server } from './server.ts';

/** How many clients ask at once. */
const CONNECTIONS = 32;

export interface Target {
  server: Server;
  /** What the report calls it, where the server's name doesn't say enough. */
  label?: string;
  /** The next request; called for every one. */
  request: () => autocannon.Request;
  /** How long it is loaded before it counts, in seconds. */
  warmUp?: number;
}

export interface Result {
  server: string;
  requestsPerSecond: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  errors: number;
  /** Processor seconds of the server process for 1,000 requests. */
  cpuPer1000: number;
}

/** Loads the targets in turns, so that what else the machine does meets all of them alike. */
export async function compare(
  targets: Target[],
  seconds: number,
  rounds: number,
  connections = CONNECTIONS,
): Promise<Result[]> {
  for (const target of targets) await measure(target, target.warmUp ?? 2, connections);
  const runs: Result[][] = targets.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, target] of targets.entries())
      runs[index]?.push(await measure(target, seconds, connections));
  }
  return runs.map((results) => average(results));
}

/** Loads one target. */
export async function measure(
  { server, label = server.name, request }: Target,
  seconds: number,
  connections = CONNECTIONS,
): Promise<Result> {
  const before = server.cpuSeconds();
  const result = await autocannon({
    url: server.url,
    connections,
    duration: seconds,
    requests: [{ setupRequest: (base: autocannon.Request) => ({ ...base, ...request() }) }],
  });
  const requests = result['2xx'] + result.non2xx;
  return {
    server: label,
    requestsPerSecond: result['2xx'] / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    errors: result.errors + result.non2xx,
    cpuPer1000: ((server.cpuSeconds() - before) / requests) * 1000,
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
  };
}
