import { describe, expect, it } from 'vitest';
import { tenantName } from './tenant-name.js';

const ID = '019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b';

describe('tenantName', () => {
  it('is made of the id, and an identifier that needs no quotes', () => {
    expect(tenantName(ID)).toBe('tenant_019aa3c07d5e700080001c2d3e4f5a6b');
    expect(tenantName(ID)).toMatch(/^[a-z_][a-z0-9_]{0,62}$/);
  });

  it.each([
    '',
    'public',
    ID.toUpperCase(),
    ` ${ID}`,
    `${ID}\n`,
    `${ID}; DROP SCHEMA public`,
    ID.replaceAll('-', ''),
    `{${ID}}`,
    ID.replace('0', 'g'),
  ])('refuses %j', (id) => {
    expect(() => tenantName(id)).toThrow('An organization id must be a lower-case UUID.');
  });
});
