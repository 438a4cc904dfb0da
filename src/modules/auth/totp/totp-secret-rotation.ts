import { Injectable } from '@nestjs/common';
import { SecretRotation } from '../../../tenancy/secret-rotation.js';
import { SecondFactor } from './second-factor.js';
import { TotpRepository } from './totp.repository.js';

const BATCH = 200;

/** Encrypts the secrets of second factors anew when the deployment's secret is rotated. */
@Injectable()
export class TotpSecretRotation {
  constructor(
    private readonly secrets: TotpRepository,
    private readonly factor: SecondFactor,
    rotation: SecretRotation,
  ) {
    rotation.addShared('second factors', async (after) => {
      const stored = await this.secrets.lockPage(after, BATCH);
      let [resealed, unreadable] = [0, 0];
      for (const { userId, secret } of stored) {
        const sealed = this.factor.reseal(userId, secret);
        if (!sealed) unreadable++;
        else if (sealed !== secret) {
          await this.secrets.replace(userId, sealed);
          resealed++;
        }
      }
      const last = stored.length < BATCH ? undefined : stored.at(-1)?.userId;
      return { found: stored.length, resealed, unreadable, last };
    });
  }
}
