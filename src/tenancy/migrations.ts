import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Migration {
  version: number;
  name: string;
  sql: string;
}

/**
 * The migrations of `public` or of a tenant schema, in order. A file is named `0001_what.sql` and
 * uses psql's variables: `:"name"` where an identifier, `:'name'` where a literal is wanted.
 * @throws Error when the numbers aren't 1, 2, 3 ...
 */
export function readMigrations(set: 'public' | 'tenant'): Migration[] {
  const folder = join(import.meta.dirname, '../../migrations', set);
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
    return { version: index + 1, name: match[2] as string, sql: readFileSync(join(folder, file), 'utf8') };
  });
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
