import type { ModuleName } from './module-name.ts';

/** Its table, which the organization's role may read and write. */
export const migration = ({ table, heading }: ModuleName): string => `-- ${heading} of the organization.
CREATE TABLE ${table} (
  id         uuid PRIMARY KEY,
  text       text NOT NULL,
  version    integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL
);
CREATE INDEX ${table}_created_at ON ${table} (created_at DESC, id DESC);
GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO :"role";
`;

/** All SQL of the module. */
export const repository = ({
  Plural,
  Singular,
  singular,
  table,
  words,
  one,
}: ModuleName): string => `import { Injectable } from '@nestjs/common';
import { ChangeLog } from '../../change-log/change-log.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';

export interface ${Singular} {
  id: string;
  text: string;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}
export type ${Singular}Values = Pick<${Singular}, 'text'>;

const COLUMNS = \`id, text, version, created_at AS "createdAt", updated_at AS "updatedAt"\`;

@Injectable()
export class ${Plural}Repository {
  constructor(
    private readonly tenant: TenantTransaction,
    private readonly changeLog: ChangeLog,
  ) {}

  async findById(id: string): Promise<${Singular} | undefined> {
    const rows = await this.tenant.query<${Singular}>(\`SELECT \${COLUMNS} FROM ${table} WHERE id = $1\`, [id]);
    return rows[0];
  }

  /** One page, newest first, and how many ${words} there are in all. */
  async findPage(page: number, limit: number): Promise<[${Singular}[], number]> {
    const [rows, counts] = await Promise.all([
      this.tenant.query<${Singular}>(
        \`SELECT \${COLUMNS} FROM ${table} ORDER BY created_at DESC, id DESC LIMIT $1 OFFSET $2\`,
        [limit, (page - 1) * limit],
      ),
      this.tenant.query<{ total: number }>('SELECT count(*)::int AS total FROM ${table}'),
    ]);
    return [rows, counts[0]?.total ?? 0];
  }

  insert(id: string, { text }: ${Singular}Values): Promise<${Singular}> {
    return this.changeLog.record(
      { type: '${singular}.created', subjectId: id, changes: {} },
      (bind) => \`
        INSERT INTO ${table} (id, text, created_at, updated_at)
        SELECT \${bind(id)}::uuid, \${bind(text)}, change.at, change.at
        FROM change
        RETURNING \${COLUMNS}\`,
    );
  }

  /** Sets fields of ${one}, under an entry with their values before and after. */
  update(current: ${Singular}, values: Partial<${Singular}Values>): Promise<${Singular}> {
    const fields = Object.keys(values) as (keyof ${Singular}Values)[];
    const changes = Object.fromEntries(
      fields.map((field) => [field, { from: current[field], to: values[field] }]),
    );
    return this.changeLog.record(
      { type: '${singular}.updated', subjectId: current.id, changes },
      (bind) => \`
        UPDATE ${table}
        SET \${fields.map((field) => \`\${field} = \${bind(values[field])}\`).join(', ')},
            version = version + 1, updated_at = change.at
        FROM change WHERE id = \${bind(current.id)}::uuid
        RETURNING \${COLUMNS}\`,
    );
  }

  async delete({ id, text }: ${Singular}): Promise<void> {
    await this.changeLog.record(
      { type: '${singular}.deleted', subjectId: id, changes: { text: { from: text, to: null } } },
      (bind) => \`DELETE FROM ${table} USING change WHERE id = \${bind(id)}::uuid RETURNING id\`,
    );
  }
}
`;
