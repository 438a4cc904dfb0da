import { createHash, randomBytes } from 'node:crypto';

const COUNT = 10;
/** 80 bits each: a plain hash of one can't be guessed, and needs no key that might change. */
const BYTES = 10;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Codes to print out, such as `K7QD-XM2A-PL3V-STRE`. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: COUNT }, newRecoveryCode);
}

function newRecoveryCode(): string {
  let bits = BigInt(`0x${randomBytes(BYTES).toString('hex')}`);
  let code = '';
  for (let index = 0; index < (BYTES * 8) / 5; index++, bits >>= 5n) {
    if (index > 0 && index % 4 === 0) code += '-';
    code += ALPHABET[Number(bits & 31n)];
  }
  return code;
}

/** What is stored of a code. However it is typed, in upper or lower case, with hyphens or without. */
export function hashRecoveryCode(userId: string, code: string): Buffer {
  const plain = code.toUpperCase().replaceAll(/[\s-]/g, '');
  return createHash('sha256').update(`${userId}:${plain}`).digest();
}
