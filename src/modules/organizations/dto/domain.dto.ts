import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { Equals, IsBoolean, ValidateBy } from 'class-validator';
import { inSchema } from '../../../common/in-schema.js';
import { isHostName, toHostName } from '../../../common/host-name.js';
import { PageDto } from '../../../http/page-query.dto.js';
import { MayBeAbsent } from '../../../common/text.js';
import { challengeOf } from '../domain-challenge.js';
import type { DomainEntity } from '../domain.entity.js';

/** A host name, which comes in lower case and in ASCII. */
export const IsDomain = (): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }) => toHostName(value) ?? value),
    ValidateBy(
      {
        name: 'isHostName',
        validator: {
          validate: isHostName,
          defaultMessage: () => '$property must be a host name with a domain, such as tasks.acme.example',
        },
      },
      inSchema({ type: 'string', format: 'idn-hostname', maxLength: 253 }),
    ),
  );

export class CreateDomainDto {
  /**
   * The host name with its domain, in whatever case; letters beyond ASCII become Punycode. No address, no port.
   * @example tasks.acme.example
   */
  @IsDomain()
  domain: string;

  /**
   * Makes it the primary domain in place of the one that is, once it is verified. The first one is it anyway.
   * @example true
   */
  @MayBeAbsent()
  @IsBoolean()
  isPrimary?: boolean;
}

export class UpdateDomainDto {
  /** Makes it the primary domain, if it is verified. To make it none, make another one it. @example true */
  @Equals(true)
  isPrimary: true;
}

export type DomainStatus = 'PENDING' | 'VERIFIED';

export class DomainChallengeDto {
  /** Where the record has to be. @example _taskflow.tasks.acme.example */
  name: string;
  /** What it has to say. @example taskflow-verify=5f0c1c9e0a2b4d6c8e1f3a5b7c9d0e2f */
  value: string;
}

export class DomainDto {
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  id: string;
  /** @example tasks.acme.example */
  domain: string;
  /** Whether links lead to it. @example true */
  isPrimary: boolean;
  /** `PENDING`: it is claimed, and leads nowhere. @example VERIFIED */
  status: DomainStatus;
  /** Since when it counts. Null while it is pending. */
  verifiedAt: Date | null;
  /** The TXT record that proves it. */
  verification: DomainChallengeDto;
  createdAt: Date;

  static of(row: DomainEntity): DomainDto {
    const { id, domain, isPrimary, verifiedAt, createdAt } = row;
    const status = verifiedAt ? 'VERIFIED' : 'PENDING';
    return { id, domain, isPrimary, status, verifiedAt, verification: challengeOf(row), createdAt };
  }
}

export class DomainPageDto extends PageDto {
  data: DomainDto[];
}
