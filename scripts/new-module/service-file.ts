import type { ModuleName } from './module-name.ts';

/** The rules of the module, without SQL and HTTP. */
export const service = ({
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
