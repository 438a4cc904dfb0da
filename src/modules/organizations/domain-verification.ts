import { Injectable } from '@nestjs/common';
import type { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { RateLimited } from '../../rate-limiter/rate-limiter.errors.js';
import { RequestContext } from '../../context/request-context.js';
import { challengeOf, CHALLENGE_PREFIX, type Challenge } from './domain-challenge.js';
import type { DomainEntity } from './domain.entity.js';
import { DomainsService } from './domains.service.js';
import { DomainNotVerified } from './organizations.errors.js';
import { TxtRecords } from './txt-records.js';

/** How many look-ups an organization has in a process, in so many seconds. */
const LOOK_UPS = { points: 10, duration: 60 };

/** How many records a refusal shows. */
const SHOWN = 5;

/** Proves domains by their TXT records. No connection is held during the DNS query. */
@Injectable()
export class DomainVerification {
  private lookUps?: Promise<RateLimiterMemory>;

  constructor(
    private readonly domains: DomainsService,
    private readonly records: TxtRecords,
    private readonly context: RequestContext,
  ) {}

  /**
   * Has a domain count from now on, if its record is there. One that counts already is left as it is, without
   * looking: a proof is wanted once.
   * @throws DomainNotFound, DomainNotVerified, DomainTaken, RateLimited
   */
  async verify(id: string): Promise<DomainEntity> {
    const domain = await this.domains.get(id);
    if (domain.verifiedAt) return domain;
    await this.takeLookUp();
    const challenge = challengeOf(domain);
    const values = await this.records.find(challenge.name);
    if (!values?.includes(challenge.value)) throw refusalOf(challenge, values);
    return this.domains.confirm(id);
  }

  private async takeLookUp(): Promise<void> {
    // Loaded by the first look-up: no start needs it.
    this.lookUps ??= import('rate-limiter-flexible').then(
      (library) => new library.RateLimiterMemory(LOOK_UPS),
    );
    const lookUps = await this.lookUps;
    await lookUps.consume(this.context.principal.organizationId).catch((state: RateLimiterRes) => {
      throw RateLimited.until(Math.max(1, Math.ceil(state.msBeforeNext / 1000)));
    });
  }
}

/** Shows nothing but what is meant for this: with a CNAME, other records may be from the operator's own network. */
function refusalOf({ name, value }: Challenge, values: string[] | undefined): DomainNotVerified {
  const found = (values ?? [])
    .filter((one) => one.startsWith(CHALLENGE_PREFIX))
    .slice(0, SHOWN)
    .map((one) => one.slice(0, 2 * value.length));
  const detail = !values
    ? `DNS gave no answer for the TXT record of ${name}. Try again later.`
    : found.length > 0
      ? `The TXT record of ${name} is for another claim: it must be ${value}.`
      : `There is no TXT record of ${name} with the value ${value}. A new one may take some time to be seen.`;
  return new DomainNotVerified({ detail, lookup: { name, type: 'TXT', expected: value, found } });
}
