import { describe, expect, it } from 'vitest';
import { hashRecoveryCode, newRecoveryCodes } from './recovery-codes.js';

describe('recovery codes', () => {
  it('are ten, and all different', () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$/);
  });

  it('are the same however they are typed', () => {
    const hash = hashRecoveryCode('ada', 'ABCD-EFGH-IJKL-MN23');
    expect(hashRecoveryCode('ada', ' abcd efgh ijklmn23 ')).toEqual(hash);
    expect(hashRecoveryCode('ada', 'ABCD-EFGH-IJKL-MN24')).not.toEqual(hash);
    expect(hashRecoveryCode('eve', 'ABCD-EFGH-IJKL-MN23')).not.toEqual(hash);
  });
});
