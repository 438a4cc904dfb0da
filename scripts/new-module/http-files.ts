import type { ModuleName } from './module-name.ts';

/** Bodies and answers. */
export const dto = ({ Singular, word }: ModuleName): string => `import { PartialType } from '@nestjs/swagger';
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

/** The problems that its routes raise. */
export const errors = ({
  Singular,
  singular,
  word,
}: ModuleName): string => `import { defineProblem } from '../../common/problem.js';

export class ${Singular}NotFound extends defineProblem(404, '${singular}-not-found', 'There is no such ${word}') {}
`;

/** Its routes, a line each. */
export const controller = ({
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
