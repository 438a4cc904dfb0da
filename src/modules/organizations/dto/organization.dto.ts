import type { Plan } from '../../../config/environment.js';
import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsObject, ValidateNested, ValidateBy } from 'class-validator';
import { inSchema } from '../../../common/in-schema.js';
import type { TaskWrites } from '../settings.js';
import { PageDto } from '../../../http/page-query.dto.js';
import { IsLine, MayBeAbsent } from '../../../common/text.js';
import { IsTimeZone } from '../../../common/time-zone.js';
import type { OrganizationEntity, OrganizationStatus } from '../organization.entity.js';
import { settingsOf, TASK_WRITES } from '../settings.js';
import { isSlug, SLUG, SLUG_RULE } from '../../../common/slug.js';

export const IsSlug = () =>
  ValidateBy(
    {
      name: 'isSlug',
      validator: { validate: isSlug, defaultMessage: () => `$property ${SLUG_RULE}` },
    },
    inSchema({ type: 'string', minLength: 3, maxLength: 63, pattern: SLUG.source }),
  );

export class CreateOrganizationDto {
  /**
   * The organization's name.
   * @example Globex
   */
  @IsLine(1, 200)
  name: string;

  /**
   * Its short name in URLs, not a name that the service keeps for itself, such as `api`; made from the name when left out.
   * @example globex
   */
  @MayBeAbsent()
  @IsSlug()
  slug?: string;
}

export class UpdateSettingsDto {
  /** Who may write tasks: `ADMIN` takes it from members. @example ADMIN */
  @MayBeAbsent()
  @IsIn(TASK_WRITES)
  taskWrites?: TaskWrites;

  /** The time zone that days and hours of the organization are in, by its IANA name. @example Europe/Berlin */
  @MayBeAbsent()
  @IsTimeZone()
  timeZone?: string;

  /** Whether a completed task may go back to IN_PROGRESS. @example true */
  @MayBeAbsent()
  @IsBoolean()
  allowReopen?: boolean;
}

export class UpdateOrganizationDto {
  /**
   * The organization's name.
   * @example Globex
   */
  @MayBeAbsent()
  @IsLine(1, 200)
  name?: string;

  /**
   * Its short name in URLs, not a name that the service keeps for itself, such as `api`. The one it had is kept for it
   * for 90 days, in which it can take it back.
   * @example globex
   */
  @MayBeAbsent()
  @IsSlug()
  slug?: string;

  /** Settings that are left out stay as they are. @example { "taskWrites": "ADMIN" } */
  @MayBeAbsent()
  @IsObject()
  @ValidateNested()
  @Type(() => UpdateSettingsDto)
  settings?: UpdateSettingsDto;
}

export class SettingsDto {
  /** Who may write tasks: `MEMBERS` by the rules of their roles, or only an `ADMIN` and an OWNER. @example MEMBERS */
  taskWrites: TaskWrites;
  /** The time zone that days and hours of the organization are in. @example UTC */
  timeZone: string;
  /** Whether a completed task may go back to IN_PROGRESS. @example false */
  allowReopen: boolean;
}

export class OrganizationDto {
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  id: string;
  /** @example Acme */
  name: string;
  /** @example acme */
  slug: string;
  /** @example ENTERPRISE */
  plan: Plan;
  /** @example ACTIVE */
  status: OrganizationStatus;
  /** What the organization sets for itself. */
  settings: SettingsDto;
  createdAt: Date;
  /** Counts its changes. @example 1 */
  version: number;

  static of({
    id,
    name,
    slug,
    plan,
    status,
    settings,
    createdAt,
    version,
  }: OrganizationEntity): OrganizationDto {
    return { id, name, slug, plan, status, settings: settingsOf(settings), createdAt, version };
  }
}

export class OrganizationPageDto extends PageDto {
  data: OrganizationDto[];
}

export class LimitsDto {
  /** Null is unlimited. @example 5 */
  projects: number | null;
  /** Null is unlimited. @example 50 */
  tasks: number | null;
  /** Null is unlimited. @example 10 */
  members: number | null;
  /** In bytes. Null is unlimited. @example 1073741824 */
  storage: number | null;
}

export class CountsDto {
  /** @example 1 */
  projects: number;
  /** @example 42 */
  tasks: number;
  /** @example 4 */
  members: number;
  /** Bytes of attachments, of the files of exports, and of imports that haven't ended. @example 48213 */
  storage: number;
  /** The same as `storage`. @deprecated @example 48213 */
  fileBytes: number;
}

export class UsageDto {
  /** @example BASIC */
  plan: Plan;
  /** How many it may have. Where there are more already, none can be added. */
  limits: LimitsDto;
  /** How many there are. */
  usage: CountsDto;
}
