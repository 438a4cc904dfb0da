import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { ANY_TENANT_ROLE, groupRoleNames, tenantRole, tenantRoleSql } from './group-roles.js';
import { tenantName } from './tenant-name.js';

const schema = 'tenant_0192f3a45b6c7d8e9f0123456789abcd';

describe('groupRoleNames', () => {
  it('differ by number, by their count and by the runtime role, and are names of tenant roles', () => {
    const all = [
      ...groupRoleNames(4, 'taskflow_runtime'),
      ...groupRoleNames(5, 'taskflow_runtime'),
      ...groupRoleNames(4, 'Other-runtime'),
    ];
    expect(new Set(all).size).toBe(13);
    for (const name of [...all, schema]) expect(name).toMatch(new RegExp(ANY_TENANT_ROLE));
    expect(groupRoleNames(999, 'x'.repeat(63)).at(-1)?.length).toBeLessThan(63);
  });
});

describe('tenantRole', () => {
  it('is the name of the schema where there are no groups', () => {
    expect(tenantRole(schema, undefined)).toBe(schema);
    expect(tenantRoleSql('n.nspname', undefined)).toBe('n.nspname');
  });

  it('follows from the id alone, and spreads organizations over all groups', () => {
    const roles = groupRoleNames(8, 'taskflow_runtime');
    expect(tenantRole(schema, roles)).toBe(roles[0x789abcd % 8]);
    const counts = new Map<string, number>();
    for (let n = 0; n < 4000; n++) {
      const role = tenantRole(tenantName(uuidv7()), roles);
      counts.set(role, (counts.get(role) ?? 0) + 1);
    }
    expect([...counts.keys()].toSorted()).toEqual(roles.toSorted());
    for (const count of counts.values()) expect(Math.abs(count - 500)).toBeLessThan(150);
  });
});
