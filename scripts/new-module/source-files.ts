import type { ModuleName } from './module-name.ts';

/** The sources of a module and its migration, by path. */
export function sourceFiles(name: ModuleName, version: number): Record<string, string> {
  const folder = `src/modules/${name.plural}`;
  return {
    [`migrations/tenant/${String(version).padStart(4, '0')}_${name.table}.sql`]: migration(name),
    [`${folder}/dto/${name.singular}.dto.ts`]: dto(name),
    [`${folder}/${name.plural}.errors.ts`]: errors(name),
    [`${folder}/${name.plural}.repository.ts`]: repository(name),
    [`${folder}/${name.plural}.service.ts`]: service(name),
    [`${folder}/${name.plural}.controller.ts`]: controller(name),
    [`${folder}/${name.plural}.module.ts`]: moduleFile(name),
  };
}

const migration = ({ table, heading }: ModuleName): string => `-- ${heading} of the organization.
CREATE TABLE ${table} (
  id         uuid PRIMARY KEY,
  text       text NOT NULL,
  version    integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL
);
CREATE INDEX ${table}_created_at ON ${table} (created_at DESC, id DESC);
GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO :"tenant";
`;

const dto = ({ Singular, word }: ModuleName): string => `import { PartialType } from '@nestjs/swagger';
import { PageDto } from '../../../http/page-query.dto.js';
import { IsText } from '../../../common/text.js';

export class Create${Singular}Dto {
  /**
   * 1 to 20,000 characters.
   * @example "Text of the ${word}"
   */
  @IsText(1, 20_000)
  text: string;
}

/** The fields to change. */
export class Update${Singular}Dto extends PartialType(Create${Singular}Dto, { skipNullProperties: false }) {}

export class ${Singular}Dto {
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  id: string;
  /** @example "Text of the ${word}" */
  text: string;
  /** Increases with every change. @example 1 */
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

export class ${Singular}PageDto extends PageDto {
  data: ${Singular}Dto[];
}
`;

const errors = ({
  Singular,
  singular,
  word,
}: ModuleName): string => `import { defineProblem } from '../../common/problem.js';

export class ${Singular}NotFound extends defineProblem(404, '${singular}-not-found', 'There is no such ${word}') {}
`;

const repository = ({
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

const service = ({
  Plural,
  Singular,
  singular,
  plural,
  field,
}: ModuleName): string => `import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { v7 as uuidv7 } from 'uuid';
import { Sequencer } from '../../change-log/sequencer.js';
import type { Page, PageQuery } from '../../common/pagination.js';
import type { ExpectedState } from '../../http/entity-tag.js';
import { ReadTransaction } from '../../tenancy/tenant-transaction.decorators.js';
import type { Create${Singular}Dto, Update${Singular}Dto } from './dto/${singular}.dto.js';
import { ${Singular}NotFound } from './${plural}.errors.js';
import { type ${Singular}, ${Plural}Repository } from './${plural}.repository.js';

@Injectable()
export class ${Plural}Service {
  constructor(
    private readonly ${field}: ${Plural}Repository,
    private readonly sequencer: Sequencer,
  ) {}

  @ReadTransaction()
  async list({ page, limit }: PageQuery): Promise<Page<${Singular}>> {
    const [data, total] = await this.${field}.findPage(page, limit);
    return { data, page, limit, total, nextCursor: null };
  }

  /** @throws ${Singular}NotFound */
  @ReadTransaction()
  get(id: string): Promise<${Singular}> {
    return this.findOrFail(id);
  }

  @Transactional()
  create(body: Create${Singular}Dto): Promise<${Singular}> {
    return this.${field}.insert(uuidv7(), body);
  }

  /** Changes the fields that are given. @throws ${Singular}NotFound, VersionConflict */
  @Transactional()
  async update(id: string, { text }: Update${Singular}Dto, expected: ExpectedState): Promise<${Singular}> {
    const current = await this.lockForWrite(id, expected);
    if (text === undefined || text === current.text) return current;
    return this.${field}.update(current, { text });
  }

  /** @throws ${Singular}NotFound, VersionConflict */
  @Transactional()
  async delete(id: string, expected: ExpectedState): Promise<void> {
    await this.${field}.delete(await this.lockForWrite(id, expected));
  }

  /** The organization's other writers wait until the transaction ends: what is read here stays as it is. */
  private async lockForWrite(id: string, expected: ExpectedState): Promise<${Singular}> {
    await this.sequencer.lock();
    const found = await this.findOrFail(id);
    expected?.require(found);
    return found;
  }

  private async findOrFail(id: string): Promise<${Singular}> {
    const found = await this.${field}.findById(id);
    if (!found) throw new ${Singular}NotFound();
    return found;
  }
}
`;

const controller = ({
  Plural,
  Singular,
  singular,
  plural,
  field,
  heading,
  words,
  word,
  one,
}: ModuleName): string => `import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  UseInterceptors,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RequirePermission } from '../../access/access.decorators.js';
import {
  ApiIfMatch,
  EntityTagInterceptor,
  type ExpectedState,
  IfMatch,
  VersionConflict,
} from '../../http/entity-tag.js';
import { LocationInterceptor } from '../../http/location.interceptor.js';
import { PageQueryDto } from '../../http/page-query.dto.js';
import { ParseIdPipe } from '../../http/parse-id.pipe.js';
import { Raises } from '../../http/raises.decorator.js';
import { Idempotent } from '../../idempotency/idempotent.decorator.js';
import { Create${Singular}Dto, ${Singular}Dto, ${Singular}PageDto, Update${Singular}Dto } from './dto/${singular}.dto.js';
import { ${Singular}NotFound } from './${plural}.errors.js';
import { ${Plural}Service } from './${plural}.service.js';

@ApiTags('${heading}')
@Controller('${plural}')
export class ${Plural}Controller {
  constructor(private readonly ${field}: ${Plural}Service) {}

  /** Creates ${one}. */
  @Post()
  @Idempotent()
  @RequirePermission('${singular}:write')
  @UseInterceptors(EntityTagInterceptor, LocationInterceptor.under('/${plural}'))
  create${Singular}(@Body() body: Create${Singular}Dto): Promise<${Singular}Dto> {
    return this.${field}.create(body);
  }

  /** Lists ${words}, newest first. */
  @Get()
  @RequirePermission('${singular}:read')
  list${Plural}(@Query() query: PageQueryDto): Promise<${Singular}PageDto> {
    return this.${field}.list(query);
  }

  /** One ${word}. */
  @Get(':id')
  @RequirePermission('${singular}:read')
  @Raises(${Singular}NotFound)
  get${Singular}(@Param('id', ParseIdPipe) id: string): Promise<${Singular}Dto> {
    return this.${field}.get(id);
  }

  /** Changes the given fields. */
  @Patch(':id')
  @RequirePermission('${singular}:write')
  @UseInterceptors(EntityTagInterceptor)
  @ApiIfMatch()
  @Raises(${Singular}NotFound, VersionConflict)
  update${Singular}(
    @Param('id', ParseIdPipe) id: string,
    @Body() body: Update${Singular}Dto,
    @IfMatch() expected: ExpectedState,
  ): Promise<${Singular}Dto> {
    return this.${field}.update(id, body, expected);
  }

  /** Deletes ${one}. */
  @Delete(':id')
  @HttpCode(204)
  @RequirePermission('${singular}:write')
  @ApiIfMatch()
  @Raises(${Singular}NotFound, VersionConflict)
  delete${Singular}(@Param('id', ParseIdPipe) id: string, @IfMatch() expected: ExpectedState): Promise<void> {
    return this.${field}.delete(id, expected);
  }
}
`;

const moduleFile = ({ Plural, plural }: ModuleName): string => `import { Module } from '@nestjs/common';
import { ${Plural}Controller } from './${plural}.controller.js';
import { ${Plural}Repository } from './${plural}.repository.js';
import { ${Plural}Service } from './${plural}.service.js';

@Module({
  controllers: [${Plural}Controller],
  providers: [${Plural}Repository, ${Plural}Service],
})
export class ${Plural}Module {}
`;
