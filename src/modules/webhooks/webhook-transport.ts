import { lookup as systemLookup, Resolver } from 'node:dns/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { isIP, type LookupFunction } from 'node:net';
import { callbackify } from 'node:util';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Agent, buildConnector, request } from 'undici';
import { Config } from '../../config/config.js';
import { isPublicAddress } from './public-address.js';
import { parseRetryAfter } from './retry-schedule.js';

/** For connecting, sending and the answer together, in milliseconds. */
const TIMEOUT = 10_000;
/** How much of an answer is stored, in bytes: of its headers, and of its body. */
const EXCERPT = 4096;

/** The stored part of an endpoint's answer. */
export interface EndpointResponse {
  status: number;
  headers: Record<string, string>;
  /** The beginning of it. */
  body: string;
}

/** The outcome of a request. */
export interface Answer {
  /** Null when there was none. */
  response: EndpointResponse | null;
  /** A public description of the error, which reveals nothing about the network. */
  error: string | null;
  /** The endpoint's `Retry-After`, in seconds. */
  retryAfter: number;
  durationMs: number;
}

interface Client {
  agent: Agent;
  request: typeof request;
}

class AddressRefused extends Error {}

/**
 * Sends requests to URLs that users choose. It resolves the host name, checks each of its addresses and connects
 * only to those: a name that is changed after the check (DNS rebinding) leads nowhere else.
 */
@Injectable()
export class WebhookTransport implements OnApplicationShutdown {
  /**
   * The addresses of a host. Public names are resolved without the thread pool, which a slow name server would
   * block for the whole process, and without the hosts file; a private network may need both.
   */
  private readonly resolve: (host: string) => Promise<string[]>;
  private readonly timeout: number = TIMEOUT;
  private readonly allowPrivate: boolean;
  /** Loaded by the first request: most processes never send one. */
  private client?: Promise<Client>;

  constructor({ webhooksAllowPrivate }: Config) {
    this.allowPrivate = webhooksAllowPrivate;
    this.resolve = webhooksAllowPrivate ? resolveLocally : resolvePublicly;
  }

  async onApplicationShutdown(): Promise<void> {
    await (await this.client)?.agent.destroy();
  }

  /** @returns undefined when `stop` has aborted it, so that the outcome is unknown. Redirects are not followed. */
  async post(
    url: string,
    headers: Record<string, string>,
    body: string,
    stop: AbortSignal,
  ): Promise<Answer | undefined> {
    const startedAt = performance.now();
    const deadline = AbortSignal.timeout(this.timeout);
    const signal = AbortSignal.any([deadline, stop]);
    const answer = (values: Partial<Answer>): Answer => {
      const durationMs = Math.round(performance.now() - startedAt);
      return { response: null, error: null, retryAfter: 0, ...values, durationMs };
    };
    try {
      const { agent, request } = await (this.client ??= this.open());
      const found = await request(url, { method: 'POST', headers, body, dispatcher: agent, signal });
      const { statusCode: status } = found;
      const isSuccess = status >= 200 && status < 300;
      return answer({
        response: { status, headers: headersOf(found.headers), body: await excerptOf(found.body) },
        error: isSuccess ? null : `The answer was ${status}.`,
        retryAfter: parseRetryAfter(found.headers['retry-after']),
      });
    } catch (error) {
      if (stop.aborted) return undefined;
      return answer({
        error: deadline.aborted ? `No answer within ${this.timeout / 1000} s.` : explain(error),
      });
    }
  }

  private async open(): Promise<Client> {
    const undici = await import('undici');
    const connect = this.connector((options) => undici.buildConnector(options));
    return { agent: new undici.Agent({ connect }), request: undici.request };
  }

  /** An address in a URL isn't resolved, so it is checked before connecting. */
  private connector(build: typeof buildConnector): buildConnector.connector {
    const find = callbackify((host: string) => this.findAllowed(host));
    const lookup: LookupFunction = (host, { all }, callback) =>
      find(host, (error, found) => {
        const [first] = found ?? [];
        if (error || !first) callback(error, '');
        else if (all) callback(null, found);
        else callback(null, first.address, first.family);
      });
    const connect = build({ lookup, timeout: TIMEOUT });
    return (options, callback) => {
      if (isIP(options.hostname) > 0 && !this.isAllowed(options.hostname))
        callback(new AddressRefused(), null);
      else connect(options, callback);
    };
  }

  /** @throws AddressRefused when one address isn't allowed, whatever the others are */
  private async findAllowed(host: string): Promise<{ address: string; family: number }[]> {
    const addresses = await this.resolve(host);
    if (addresses.length === 0) throw new Error(`${host} has no address.`);
    if (!addresses.every((address) => this.isAllowed(address))) throw new AddressRefused();
    return addresses.map((address) => ({ address, family: isIP(address) }));
  }

  private isAllowed(address: string): boolean {
    return this.allowPrivate || isPublicAddress(address);
  }
}

async function resolvePublicly(host: string): Promise<string[]> {
  const resolver = new Resolver({ timeout: 2000, tries: 2 });
  const found = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
  return found.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
}

async function resolveLocally(host: string): Promise<string[]> {
  return (await systemLookup(host, { all: true })).map(({ address }) => address);
}

/** The headers that fit into the stored part, without cookies, which are secrets of the endpoint. */
function headersOf(headers: IncomingHttpHeaders): Record<string, string> {
  let left = EXCERPT;
  const fitting = Object.entries(headers)
    .filter(([name]) => name !== 'set-cookie')
    .map(([name, value = '']) => [name, Array.isArray(value) ? value.join(', ') : value] as const)
    .filter(([name, value]) => {
      const size = Buffer.byteLength(name) + Buffer.byteLength(value);
      if (size > left) return false;
      left -= size;
      return true;
    });
  return Object.fromEntries(fitting);
}

/** The beginning of a body, even of one that breaks off. The rest is not read. */
async function excerptOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= EXCERPT) break;
    }
  } catch {
    // The status has arrived, which decides the outcome.
  }
  // PostgreSQL stores no NUL.
  return Buffer.concat(chunks).subarray(0, EXCERPT).toString().replaceAll('\0', '\u{fffd}');
}

function explain(error: unknown): string {
  if (error instanceof AddressRefused) return 'The address is not allowed.';
  const { code = '' } = error as NodeJS.ErrnoException;
  return /CERT|SIGNATURE|TLS|SSL/.test(code)
    ? 'No connection: the certificate is not valid.'
    : 'No connection, or it ended before the answer.';
}
