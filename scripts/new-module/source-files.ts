import { controller, dto, errors } from './http-files.ts';
import type { ModuleName } from './module-name.ts';
import { migration, repository } from './persistence-files.ts';
import { service } from './service-file.ts';

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
