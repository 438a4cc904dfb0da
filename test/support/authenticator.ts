import { Secret, TOTP } from 'otpauth';
import { afterAll, vi } from 'vitest';
import { type ApiClient, PASSWORD } from './api.ts';

const PERIOD = 30_000;

/**
 * Stops the clock in the middle of a time step, for the whole file: no code grows old between two calls. It is a step that
 * has passed: what is revoked by the clock of the database is younger than the tokens of before.
 */
export function stopTheClock(): void {
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.setSystemTime((Math.floor(Date.now() / PERIOD) - 0.5) * PERIOD);
  afterAll(() => void vi.useRealTimers());
}

/**
 * The authenticator of a user. Three codes count at a time and each once, in rising order: `early`, `now`
 * and `late` are those of the step before, the present one and the next.
 */
export class Authenticator {
  private readonly totp: TOTP;

  constructor(secret: string) {
    this.totp = new TOTP({ secret: Secret.fromBase32(secret) });
  }

  get early(): string {
    return this.at(-1);
  }

  get now(): string {
    return this.at(0);
  }

  get late(): string {
    return this.at(1);
  }

  /** The code `steps` away from the present one. */
  at(steps: number): string {
    return this.totp.generate({ timestamp: Date.now() + steps * PERIOD });
  }

  /** A code that none of the present ones is. */
  get wrong(): string {
    const near = new Set([-2, -1, 0, 1, 2].map((steps) => this.at(steps)));
    return ['000000', '111111', '222222', '333333', '444444', '555555'].find(
      (code) => !near.has(code),
    ) as string;
  }
}

/** Sets up a second factor, with the early code; by a clock that goes on, 0 for `steps` is safe. */
export async function enableTotp(
  client: ApiClient,
  steps = -1,
): Promise<{ authenticator: Authenticator; recoveryCodes: string[] }> {
  const { body } = await client.post('/auth/totp', { password: PASSWORD }).expect(200);
  const authenticator = new Authenticator(body.secret);
  const confirmed = await client.post('/auth/totp/confirm', { code: authenticator.at(steps) }).expect(200);
  return { authenticator, recoveryCodes: confirmed.body.recoveryCodes };
}
