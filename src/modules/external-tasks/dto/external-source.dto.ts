import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsObject, IsOptional, IsString, Matches, ValidateNested } from 'class-validator';
import { type ExternalMap, FIELD_PATH, PAGES, PAGES_MESSAGE } from '../../../config/external-tasks.js';
import { MaxLength, MayBeAbsent } from '../../../common/text.js';

const IsPath = () =>
  Matches(FIELD_PATH, { message: '$property must be a name, or a path such as fields.summary' });

/** Where the source's JSON has the fields of a task: names, or paths of names and indexes. */
export class ExternalMapDto implements ExternalMap {
  /** Where an answer has its list. Without it, the answer is the list, or has it in `data`. @example todos */
  @MayBeAbsent()
  @IsPath()
  items?: string;
  /** @example id */
  @MayBeAbsent()
  @IsPath()
  id?: string;
  /** @example "fields.summary" */
  @MayBeAbsent()
  @IsPath()
  title?: string;
  /** @example text */
  @MayBeAbsent()
  @IsPath()
  description?: string;
  /** @example "state.name" */
  @MayBeAbsent()
  @IsPath()
  status?: string;
  /** Whether it is completed, or when. @example done */
  @MayBeAbsent()
  @IsPath()
  completed?: string;
  /** @example priority */
  @MayBeAbsent()
  @IsPath()
  priority?: string;
  /** @example link */
  @MayBeAbsent()
  @IsPath()
  url?: string;
  /** @example due */
  @MayBeAbsent()
  @IsPath()
  dueAt?: string;
  /** @example created */
  @MayBeAbsent()
  @IsPath()
  createdAt?: string;
}

export class PutExternalSourceDto {
  /**
   * Where the source answers with JSON: an `https:` URL without a password in it. Hosts with an address that isn't public
   * are refused, unless the operator allows them. Admins can read it.
   * @example "https://todos.acme.example/todos"
   */
  @IsString()
  @MaxLength(2000)
  url: string;

  /**
   * What is sent as bearer token. It is never shown. Left out, the one that was set stays, unless the URL has another
   * origin; null removes it.
   */
  @ApiProperty({ type: String, nullable: true, writeOnly: true, example: 'secret' })
  @IsOptional()
  @Matches(/^[\x21-\x7e]{1,4000}$/, { message: 'token must be 1 to 4,000 visible characters of ASCII' })
  token?: string | null;

  /** What isn't named has its own name. */
  @MayBeAbsent()
  @IsObject()
  @ValidateNested()
  @Type(() => ExternalMapDto)
  map?: ExternalMapDto;

  /**
   * How further pages are asked for: `link` (by the Link header), `next:PATH` (by a URL in the answer), `page:PARAMETER`,
   * `offset:PARAMETER` or `cursor:PARAMETER:PATH`.
   * @example link
   */
  @MayBeAbsent()
  @Matches(PAGES, { message: `pages ${PAGES_MESSAGE}` })
  pages?: string;
}

export class ExternalSourceDto {
  /** @example "https://todos.acme.example/todos" */
  url: string;
  /** Whether a token is sent. @example true */
  hasToken: boolean;
  map: ExternalMapDto;
  /** @example link */
  pages: string;
  updatedAt: Date;
}
