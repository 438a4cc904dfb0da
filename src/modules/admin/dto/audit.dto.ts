import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString } from 'class-validator';
import { MaxLength } from '../../../common/text.js';
import { IsId } from '../../../common/id.js';
import { PageDto, PageQueryDto } from '../../../http/page-query.dto.js';
import { IsTimestamp } from '../../../common/timestamp.js';

const organizationSuspended = { before: { status: 'ACTIVE' }, after: { status: 'SUSPENDED' } };

export class AuditEntryDto {
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  id: string;
  at: Date;
  /** What was done. @example organization.suspended */
  action: string;
  /** The user's id, `cli`, or `system` for what happened by itself. @example cli */
  actor: string;
  /** The request it was done by; null on the command line. */
  requestId: string | null;
  /** What it was done with: `organization` or `user`. @example organization */
  subjectType: string;
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  subjectId: string;
  /** Its name: a slug, an e-mail address. @example acme */
  subjectName: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'What changed, as it was; null where there was nothing.',
    example: organizationSuspended.before,
  })
  before: object | null;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'What changed, as it became; null where nothing is left.',
    example: organizationSuspended.after,
  })
  after: object | null;
}

export class AuditPageDto extends PageDto {
  data: AuditEntryDto[];
}

export class AuditQueryDto extends PageQueryDto {
  /** Only this action. @example organization.suspended */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  action?: string;

  /** Only what this user did, by id; or `cli`, or `system`. @example cli */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  actor?: string;

  /** Only what was done with this organization or user, whether it is there or not. */
  @IsOptional()
  @IsId()
  subjectId?: string;

  /** Only from then on. @example 2026-01-01T00:00:00Z */
  @IsOptional()
  @IsTimestamp()
  since?: Date;

  /** Only what is older. @example 2031-01-01T00:00:00Z */
  @IsOptional()
  @IsTimestamp()
  before?: Date;
}
