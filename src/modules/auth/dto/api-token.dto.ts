import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayNotEmpty, ArrayUnique, IsArray, IsIn } from 'class-validator';
import { PageDto } from '../../../http/page-query.dto.js';
import { IsLine, MayBeAbsent } from '../../../common/text.js';
import { IsTimestamp } from '../../../common/timestamp.js';
import { GRANTABLE, type Permission, REQUIRES } from '../../../access/permissions.js';

const REQUIREMENTS = Object.entries(REQUIRES)
  .map(([permission, required]) => `\`${permission}\` with \`${required.join('`, `')}\``)
  .join('; ');

export class CreateApiTokenDto {
  /**
   * What it is for.
   * @example "Nightly report"
   */
  @IsLine(1, 100)
  name: string;

  @ApiProperty({
    enum: GRANTABLE,
    isArray: true,
    example: ['task:read'],
    description:
      'What the token may do: some of your own permissions. If your role loses one, so does the token. ' +
      `Some count only together with others: ${REQUIREMENTS}.`,
  })
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(GRANTABLE.length)
  @ArrayUnique()
  @IsIn(GRANTABLE, { each: true })
  permissions: Permission[];

  /**
   * When it stops working, in the future: in 90 days when left out, in a year at the latest.
   * @example 2030-01-31T12:00:00Z
   */
  @MayBeAbsent()
  @IsTimestamp()
  expiresAt?: Date;
}

class ApiTokenBase {
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  id: string;
  /** @example "Nightly report" */
  name: string;
  /** How the token begins, to recognize it by. @example tf_9Xk2 */
  hint: string;
  /** What it is limited to; it never may more than your role. @example ["task:read"] */
  permissions: Permission[];
  expiresAt: Date;
  createdAt: Date;
}

export class IssuedApiTokenDto extends ApiTokenBase {
  /** Shown this once. Send it as `Authorization: Bearer …`. @example tf_9Xk2bT5vQmW8rLz3YcN7fHs1GdJp6KaE4uRx0 */
  token: string;
}

export class ApiTokenDto extends ApiTokenBase {
  /** To the minute; null when it was never used. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true, example: null })
  lastUsedAt: Date | null;
}

export class ApiTokenPageDto extends PageDto {
  data: ApiTokenDto[];
}

export class OrganizationApiTokenDto extends ApiTokenDto {
  /** Whose it is. @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  userId: string;
  /** @example mia@acme.example */
  email: string;
  /** @example "Mia Member" */
  userName: string;
}

export class OrganizationApiTokenPageDto extends PageDto {
  data: OrganizationApiTokenDto[];
}
