import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts what has to be stored and read again: a reader of the database alone can't. The first key encrypts, all of
 * them decrypt.
 */
export class SecretBox {
  /** @param keys 32 bytes each */
  constructor(private readonly keys: readonly Buffer[]) {}

  /** @param owner what the secret belongs to: as another's it can't be opened */
  seal(secret: Buffer, owner: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.keys[0] as Buffer, nonce).setAAD(Buffer.from(owner));
    const sealed = Buffer.concat([cipher.update(secret), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  }

  /** @returns undefined when it was sealed with another key or for another owner, or has been changed */
  open(box: Buffer, owner: string): Buffer | undefined {
    return this.opened(box, owner)?.secret;
  }

  /**
   * Seals with the first key what another one has sealed.
   * @returns the box itself when the first key has sealed it; undefined when none opens it
   */
  reseal(box: Buffer, owner: string): Buffer | undefined {
    const opened = this.opened(box, owner);
    if (!opened) return undefined;
    return opened.key === this.keys[0] ? box : this.seal(opened.secret, owner);
  }

  private opened(box: Buffer, owner: string): { secret: Buffer; key: Buffer } | undefined {
    for (const key of this.keys) {
      const secret = decrypt(key, box, owner);
      if (secret) return { secret, key };
    }
    return undefined;
  }
}

function decrypt(key: Buffer, box: Buffer, owner: string): Buffer | undefined {
  if (box.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv(ALGORITHM, key, box.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  })
    .setAAD(Buffer.from(owner))
    .setAuthTag(box.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(box.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
  } catch {
    return undefined;
  }
}
