import { describe, expect, it } from 'vitest';
import { endsTransaction, OLDEST_SERVED_VERSION, readMigrations, withVariables } from './migrations.js';

describe('readMigrations', () => {
  it.each(['public', 'tenant'] as const)('reads those of %s in order, numbered from 1', (set) => {
    const migrations = readMigrations(set);
    expect(migrations.length).toBeGreaterThan(0);
    expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, index) => index + 1));
    for (const { name, sql } of migrations) {
      expect(name).toMatch(/^[a-z0-9_]+$/);
      expect(sql).not.toBe('');
    }
  });

  it('reads tenant migrations that name no schema of their own', () => {
    const variables = { tenant: 'tenant_0', role: 'tenant_0', organization_id: '0' };
    for (const { sql } of readMigrations('tenant')) {
      expect(withVariables(sql, variables)).not.toMatch(/CREATE (?:TABLE|VIEW|INDEX|TYPE) public\./i);
    }
  });
});

describe('OLDEST_SERVED_VERSION', () => {
  it('is the newest version, or the one before while a change is being expanded', () => {
    const newest = readMigrations('tenant').length;
    expect(OLDEST_SERVED_VERSION).toBeGreaterThanOrEqual(Math.max(1, newest - 1));
    expect(OLDEST_SERVED_VERSION).toBeLessThanOrEqual(newest);
  });
});

describe('endsTransaction', () => {
  it.each(['COMMIT;', 'SELECT 1;\n  commit;', 'ROLLBACK', 'END TRANSACTION;'])('finds %j', (sql) => {
    expect(endsTransaction(sql)).toBe(true);
  });

  it.each(['-- in commit order', 'CREATE TABLE t (at text) ON COMMIT DROP', 'BEGIN\n  RETURN 1;\nEND;'])(
    'lets %j be',
    (sql) => {
      expect(endsTransaction(sql)).toBe(false);
    },
  );
});

describe('withVariables', () => {
  it('fills in identifiers and literals as psql does', () => {
    const sql = `GRANT SELECT ON tasks TO :"tenant"; SELECT :'organization_id', now()::text, :'tenant'`;
    expect(withVariables(sql, { tenant: 'tenant_1', organization_id: '019aa3c0-7d5e' })).toBe(
      `GRANT SELECT ON tasks TO "tenant_1"; SELECT '019aa3c0-7d5e', now()::text, 'tenant_1'`,
    );
  });

  it('refuses a variable without a value', () => {
    expect(() => withVariables(`SELECT :'who'`, {})).toThrow('The migration variable who is not usable.');
  });

  it.each(['', 'a"b', "a'b", 'a b', 'a;b', 'a\nb'])(
    'refuses the value %j, which would leave its quotes',
    (value) => {
      expect(() => withVariables(`SELECT :'who'`, { who: value })).toThrow('is not usable');
    },
  );
});
