import { Transform } from 'class-transformer';
import { Equals, IsBoolean, ValidateBy } from 'class-validator';
import { isHostName, toHostName } from '../../../common/host-name.js';
import { PageDto } from '../../../common/page-query.dto.js';
import { MayBeAbsent } from '../../../common/text.js';
import type { DomainEntity } from '../domain.entity.js';

export class CreateDomainDto {
  /**
   * The host name, in whatever case; letters beyond ASCII become Punycode. No address, no port.
   * @example tasks.acme.example
   */
  @Transform(({ value }) => toHostName(value) ?? value)
  @ValidateBy({
    name: 'isHostName',
    validator: {
      validate: isHostName,
      defaultMessage: () => '$property must be a host name with a domain, such as tasks.acme.example',
    },
  })
  domain: string;

  /** Makes it the primary domain in place of the one that is. The first one is it anyway. @example true */
  @MayBeAbsent()
  @IsBoolean()
  isPrimary?: boolean;
}

export class UpdateDomainDto {
  /** Makes it the primary domain. To make it none, make another one it. @example true */
  @Equals(true)
  isPrimary: true;
}

export class DomainDto {
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  id: string;
  /** @example tasks.acme.example */
  domain: string;
  /** Whether it is the one to send people to. @example true */
  isPrimary: boolean;
  createdAt: Date;

  static of({ id, domain, isPrimary, createdAt }: DomainEntity): DomainDto {
    return { id, domain, isPrimary, createdAt };
  }
}

export class DomainPageDto extends PageDto {
  data: DomainDto[];
}
