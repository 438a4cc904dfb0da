import { ProblemError } from './problem.js';
import type { Session } from './types.js';

/** Refreshed so long before it expires, in milliseconds: a request takes time to arrive. */
const EARLY = 30_000;

/** What has to be kept to go on with a session later. */
export interface StoredSession {
  refreshToken: string;
  accessToken?: string;
  /** When the access token expires, in milliseconds since 1970. */
  expiresAt?: number;
}

export interface CredentialsOptions {
  /** An API token. Left out, a session is signed in. */
  token?: string | undefined;
  session?: StoredSession | undefined;
  /** Called with each new session, and with undefined when it has ended: where it is kept. */
  onSession?: ((session: StoredSession | undefined) => void) | undefined;
}

/**
 * The `Authorization` of requests: an API token, or the access token of a session. Its refresh token is good for one
 * use, so of many requests that need another access token one gets it for all.
 */
export class Credentials {
  private session: StoredSession | undefined;
  private refreshing: Promise<void> | undefined;

  /** @param exchange exchanges a refresh token for the next session */
  constructor(
    private readonly options: CredentialsOptions,
    private readonly exchange: (refreshToken: string) => Promise<Session>,
  ) {
    this.session = options.session;
  }

  /** The header's value; undefined where nothing is signed in. */
  async authorization(): Promise<string | undefined> {
    if (this.options.token !== undefined) return `Bearer ${this.options.token}`;
    if (!this.session) return undefined;
    const { accessToken, expiresAt = 0 } = this.session;
    if (accessToken === undefined || expiresAt - EARLY < Date.now()) await this.refresh(accessToken);
    return this.session && `Bearer ${this.session.accessToken}`;
  }

  keep({ accessToken, refreshToken, expiresIn }: Session): void {
    // It is missing only where a `fetch` of the caller's asked for it in a cookie.
    if (refreshToken === undefined) throw new Error('The refresh token of this session is in a cookie');
    this.set({ accessToken, refreshToken, expiresAt: Date.now() + expiresIn * 1000 });
  }

  forget(): void {
    this.set(undefined);
  }

  get canRefresh(): boolean {
    return this.session !== undefined;
  }

  /**
   * Gets another access token, unless another request has done so since.
   * @param refused the access token that is of no use any more
   * @throws ProblemError when the session has ended
   */
  async refresh(refused: string | undefined): Promise<void> {
    if (!this.session || this.session.accessToken !== refused) return this.refreshing;
    const { refreshToken } = this.session;
    const isCurrent = (): boolean => this.session?.refreshToken === refreshToken;
    this.refreshing ??= this.exchange(refreshToken)
      .then((session) => {
        // Signed out, or in as another user, meanwhile.
        if (isCurrent()) this.keep(session);
      })
      .catch((error: Error) => {
        // Anything else, as a lost connection, may be tried again with the same token.
        if (error instanceof ProblemError && error.status === 401 && isCurrent()) this.forget();
        throw error;
      })
      .finally(() => (this.refreshing = undefined));
    return this.refreshing;
  }

  private set(session: StoredSession | undefined): void {
    this.session = session;
    this.options.onSession?.(session);
  }
}
