import { Injectable, Logger } from '@nestjs/common';
import { Secret, TOTP } from 'otpauth';
import { SecretBox } from '../../../common/secret-box.js';
import { Config } from '../../../config/config.js';
import { deriveKeys } from '../../../config/derived-keys.js';
import { hashRecoveryCode } from './recovery-codes.js';
import { TotpRepository } from './totp.repository.js';

/** The proof of a second factor: a one-time password or a recovery code. */
export interface SecondFactorProof {
  code?: string;
  recoveryCode?: string;
}

const PERIOD = 30;
/** Steps before and after the present one whose codes count: clocks differ, and typing takes time. */
const WINDOW = 1;

/** One-time passwords by RFC 6238, as all authenticators make them, and the recovery codes in their place. */
@Injectable()
export class SecondFactor {
  private readonly logger = new Logger(SecondFactor.name);
  private readonly box: SecretBox;

  constructor(
    private readonly secrets: TotpRepository,
    config: Config,
  ) {
    this.box = new SecretBox(deriveKeys(config, 'totp'));
  }

  async isEnabled(userId: string): Promise<boolean> {
    return (await this.secrets.find(userId))?.isConfirmed ?? false;
  }

  /** A new secret: as text, as the URI that authenticators scan, and as it is stored. */
  newSecret(userId: string, label: string): { secret: string; uri: string; sealed: Buffer } {
    const totp = totpOf(new Secret({ size: 20 }), label);
    const sealed = this.box.seal(Buffer.from(totp.secret.bytes), userId);
    return { secret: totp.secret.base32, uri: totp.toString(), sealed };
  }

  /** A stored secret as it is stored from now on: see `SecretBox.reseal`. */
  reseal(userId: string, sealed: Buffer): Buffer | undefined {
    return this.box.reseal(sealed, userId);
  }

  /** Whether a proof holds. It counts once: a right code, or an older one, isn't accepted again. */
  async accept(userId: string, { code, recoveryCode }: SecondFactorProof): Promise<boolean> {
    if (recoveryCode !== undefined)
      return this.secrets.useRecoveryCode(userId, hashRecoveryCode(userId, recoveryCode));
    const stored = await this.secrets.find(userId);
    if (!stored?.isConfirmed || code === undefined) return false;
    const step = this.stepOf(userId, stored.secret, code);
    return step !== undefined && this.secrets.useStep(userId, step);
  }

  /** @returns the time step that a code belongs to, or undefined when it isn't one of the present */
  stepOf(userId: string, sealed: Buffer, code: string): number | undefined {
    const secret = this.box.open(sealed, userId);
    if (!secret) {
      this.logger.warn({
        event: 'totp.secret_unreadable',
        msg: 'A TOTP secret cannot be decrypted: JWT_SECRET lacks the one that it was encrypted with',
        userId,
      });
      return undefined;
    }
    const timestamp = Date.now();
    const bytes = new Uint8Array(secret);
    const totp = totpOf(new Secret({ buffer: bytes.buffer }));
    const distance = totp.validate({ token: code, timestamp, window: WINDOW });
    return distance === null ? undefined : totp.counter({ timestamp }) + distance;
  }
}

const totpOf = (secret: Secret, label = ''): TOTP =>
  new TOTP({ issuer: 'TaskFlow', label, secret, algorithm: 'SHA1', digits: 6, period: PERIOD });
