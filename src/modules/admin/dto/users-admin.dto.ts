import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString } from 'class-validator';
import { MaxLength } from '../../../common/text.js';
import { PageDto, PageQueryDto } from '../../../http/page-query.dto.js';

/** An account as operators see it. */
export class AdminUserDto {
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  id: string;
  /** @example olivia@acme.example */
  email: string;
  /** Whether something has shown that the address is the user's. @example true */
  emailVerified: boolean;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'A second name to sign in with.',
    example: 'olivia',
  })
  username: string | null;
  /** @example "Olivia Owner" */
  name: string;
  /** Whether it can be signed in to. @example true */
  isActive: boolean;
  /** Whether it may use /admin. @example false */
  isPlatformAdmin: boolean;
  createdAt: Date;
  /** Null before the first sign-in. */
  lastLoginAt: Date | null;
  /** How many organizations the user belongs to. @example 1 */
  organizationCount: number;
}

export class AdminUserPageDto extends PageDto {
  data: AdminUserDto[];
}

export class AdminUserQueryDto extends PageQueryDto {
  /** Only accounts with this in their e-mail address, user name or name, in whatever case. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  q?: string;
}
