import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The oldest version of an organization's schema that this code can serve; an older one is answered
 * with 503 until it is migrated. Raise it in the release whose code relies on a newer schema. A
 * release may stay one version behind its newest migration, which then only adds (expand); the next
 * release raises this, and a later migration may remove what was replaced (contract).
 */
export const OLDEST_SERVED_VERSION = 11;

const FOLDER = join(import.meta.dirname, '../../../migrations');

export interface Migration {
  version: number;
  name: string;
  sql: string;
}

/**
 * The migrations of `public` or of a tenant schema, in order. A file is named `0001_what.sql` and
 * uses psql's variables: `:"name"` where an identifier, `:'name'` where a literal is wanted.
 * @throws Error when the numbers aren't 1, 2, 3 ..., or a file ends the transaction it runs in
 */
export function readMigrations(set: 'public' | 'tenant'): Migration[] {
  const folder = join(FOLDER, set);
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .toSorted();
  return files.map((file, index) => {
    const match = /^(\d{4})_([a-z0-9_]+)\.sql$/.exec(file);
    if (!match || Number(match[1]) !== index + 1) {
      throw new Error(
        `migrations/${set}/${file} must be called ${String(index + 1).padStart(4, '0')}_<what>.sql.`,
      );
    }
    const sql = readFileSync(join(folder, file), 'utf8');
    if (endsTransaction(sql)) {
      throw new Error(
        `migrations/${set}/${file} must not COMMIT or ROLLBACK: its version is recorded with it.`,
      );
    }
    return { version: index + 1, name: match[2] as string, sql };
  });
}

/** What the first migrations of a tenant schema lead to, as SQL that makes it at once. */
export function readTenantSchema(): Pick<Migration, 'version' | 'sql'> {
  const sql = readFileSync(join(FOLDER, 'tenant-schema.sql'), 'utf8');
  return { version: Number(/^-- Version (\d+) /.exec(sql)?.[1]), sql };
}

/** Fills in psql variables. Values must be safe by their making: role names and UUIDs. */
export function withVariables(sql: string, variables: Record<string, string>): string {
  return sql.replace(/:(["'])([a-z_]+)\1/g, (_match, quote: string, name: string) => {
    const value = variables[name];
    if (value === undefined || !/^[\w-]+$/.test(value))
      throw new Error(`The migration variable ${name} is not usable.`);
    return quote + value + quote;
  });
}

/** A step that committed in its middle could fail half way and leave a schema of no version. */
export function endsTransaction(sql: string): boolean {
  return /^\s*(?:COMMIT|ROLLBACK|END\s+TRANSACTION)\b/im.test(sql);
}
