import type { IncomingHttpHeaders } from 'node:http';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Agent, request } from 'undici';
import { Config } from '../../config/config.js';
import { AddressRefused, AllowedAddresses } from '../../http/outgoing/allowed-addresses.js';
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

/** Sends requests to URLs that users choose. It connects to allowed addresses only. */
@Injectable()
export class WebhookTransport implements OnApplicationShutdown {
  private readonly addresses: AllowedAddresses;
  private readonly timeout: number = TIMEOUT;
  /** Loaded by the first request: most processes never send one. */
  private client?: Promise<Client>;

  constructor({ webhooksAllowPrivate }: Config) {
    this.addresses = new AllowedAddresses(webhooksAllowPrivate);
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
    const connect = this.addresses.connector(undici.buildConnector, TIMEOUT);
    return { agent: new undici.Agent({ connect }), request: undici.request };
  }
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
