import { createHmac } from 'node:crypto';
import type { Config } from './config.js';

/** What keys are made of the secrets for: kinds of tokens, and kinds of secrets that are stored encrypted. */
export const KEY_PURPOSES = ['access', 'refresh', 'totp', 'webhooks', 'external-source'] as const;
export type KeyPurpose = (typeof KEY_PURPOSES)[number];

/**
 * The keys for one purpose, 32 bytes each, in the order of the secrets: what is signed or encrypted for one purpose is
 * invalid for the others.
 */
export function deriveKeys({ jwtSecrets }: Pick<Config, 'jwtSecrets'>, purpose: KeyPurpose): Buffer[] {
  return jwtSecrets.map((secret) => createHmac('sha256', secret).update(`taskflow:${purpose}`).digest());
}
