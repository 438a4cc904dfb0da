import type { Credentials } from './credentials.js';
import { IDEMPOTENT_POSTS } from './operations.js';
import { isIdempotent, withRetries } from './retry.js';

/** Calls after which the client may act in another organization. */
const STARTS_SESSION = /\/(?:auth\/(?:login|register|switch|refresh)|invitations\/accept)$/;

export interface TransportOptions {
  /** With the path prefix, where there is one. */
  baseUrl: string;
  fetch: typeof fetch;
  /** Attempts after the first one. */
  retries: number;
}

/** Sends requests: with the caller's credentials, an `Idempotency-Key` where that helps, and again where that is safe. */
export class Transport {
  private readonly prefix: string;
  /** Of the last change that an answer told of, so that no process shows what was before. */
  private sequence = 0;

  constructor(
    private readonly options: TransportOptions,
    private readonly credentials: () => Credentials,
  ) {
    this.prefix = new URL(options.baseUrl).pathname.replace(/\/$/, '');
  }

  /** Sends a request whose body is small enough to be kept for another attempt. */
  send = (request: Request): Promise<Response> => {
    const key = request.headers.get('idempotency-key') ?? this.newKey(request);
    if (key !== undefined) request.headers.set('idempotency-key', key);
    const repeatable = isIdempotent(request.method) || key !== undefined;
    return this.sendEach(() => request.clone(), { repeatable, signal: request.signal });
  };

  /**
   * Sends a request that is made anew for each attempt, as of a file that no memory has to hold.
   * @param make makes the request, the same each time
   */
  sendEach(
    make: () => Request,
    options: { repeatable: boolean; signal?: AbortSignal | undefined },
  ): Promise<Response> {
    return withRetries(() => this.authorized(make), { retries: this.options.retries, ...options });
  }

  private async authorized(make: () => Request): Promise<Response> {
    const authorization = await this.credentials().authorization();
    const response = await this.once(make(), authorization);
    if (response.status !== 401 || authorization === undefined || !this.credentials().canRefresh)
      return response;
    // The access token was revoked, as by a change of role: the next one says what holds now.
    await response.body?.cancel();
    await this.credentials().refresh(authorization.slice('Bearer '.length));
    return this.once(make(), await this.credentials().authorization());
  }

  private async once(request: Request, authorization: string | undefined): Promise<Response> {
    if (authorization !== undefined && !request.headers.has('authorization'))
      request.headers.set('authorization', authorization);
    if (this.sequence > 0 && request.method === 'GET' && !request.headers.has('x-sequence'))
      request.headers.set('x-sequence', String(this.sequence));
    const response = await this.options.fetch(request);
    this.sequence = Math.max(this.sequence, Number(response.headers.get('x-sequence') ?? 0));
    // Another organization has numbers of its own.
    if (STARTS_SESSION.test(request.url) && response.ok) this.sequence = 0;
    return response;
  }

  private newKey({ method, url }: Request): string | undefined {
    if (method !== 'POST') return undefined;
    const path = new URL(url).pathname.slice(this.prefix.length);
    return IDEMPOTENT_POSTS.some((pattern) => pattern.test(path)) ? crypto.randomUUID() : undefined;
  }
}
