import { ApiProperty } from '@nestjs/swagger';
import { PageDto } from '../../../http/page-query.dto.js';
import type { AuthMethod } from '../sessions/session.entity.js';

export class SessionPlaceDto {
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  id: string;
  /** @example Acme */
  name: string;
  /** @example acme */
  slug: string;
}

export class MySessionDto {
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  id: string;
  /** Where the session acts. */
  organization: SessionPlaceDto;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What the device called itself.',
    example: 'Mozilla/5.0',
  })
  userAgent: string | null;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The address it signed in from.',
    example: '192.0.2.7',
  })
  ip: string | null;
  createdAt: Date;
  /** When the password, and a second factor where there is one, were last asked for. */
  authenticatedAt: Date;
  @ApiProperty({
    enum: ['pwd', 'otp'],
    isArray: true,
    description: 'How, as RFC 8176 calls it: by password, and by a code of the second factor.',
    example: ['pwd', 'otp'],
  })
  authMethods: AuthMethod[];
  /** When its tokens were last renewed. */
  lastUsedAt: Date;
  /** When it ends, unless its tokens are renewed before. */
  expiresAt: Date;
  /** Whether it is the one that asks. @example true */
  isCurrent: boolean;
}

export class MySessionPageDto extends PageDto {
  data: MySessionDto[];
}
