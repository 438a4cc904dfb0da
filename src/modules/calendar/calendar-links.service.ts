import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { v7 as uuidv7 } from 'uuid';
import { TokenRevoked } from '../../access/access.errors.js';
import type { Page, PageQuery } from '../../common/pagination.js';
import { Config } from '../../config/config.js';
import { RequestContext } from '../../context/request-context.js';
import { SHARED } from '../../database/shared-transaction.adapter.js';
import {
  type CalendarLink,
  CalendarLinksRepository,
  type CalendarOwner,
} from './calendar-links.repository.js';
import { calendarTokenHash, calendarTokenHint, newCalendarToken } from './calendar-token.js';
import { CalendarLinkNotFound, TooManyCalendarLinks } from './calendar.errors.js';
import type { CreateCalendarLinkDto, IssuedCalendarLinkDto } from './dto/calendar-link.dto.js';

/** How many calendar links of one organization may be a user's. */
const MAX_LINKS = 20;

/** The caller's calendar links in the organization. */
@Injectable()
export class CalendarLinksService {
  constructor(
    private readonly links: CalendarLinksRepository,
    private readonly context: RequestContext,
    private readonly config: Config,
  ) {}

  /** @throws TooManyCalendarLinks, TokenRevoked when the membership or the session has ended meanwhile */
  @Transactional(SHARED)
  async create({ name, filter }: CreateCalendarLinkDto): Promise<IssuedCalendarLinkDto> {
    const count = await this.links.lockAndCount(this.owner, this.context.session.sessionId);
    if (count === undefined) throw new TokenRevoked();
    if (count >= MAX_LINKS) throw TooManyCalendarLinks.with(MAX_LINKS);
    const token = newCalendarToken();
    const link = await this.links.insert({
      ...this.owner,
      id: uuidv7(),
      name,
      filter: filter ? { ...filter } : { assigneeId: this.owner.userId },
      hint: calendarTokenHint(token),
      tokenHash: calendarTokenHash(token),
    });
    return { ...link, url: `${this.config.publicUrl}/calendar.ics?token=${token}` };
  }

  async list({ page, limit }: PageQuery): Promise<Page<CalendarLink>> {
    const [data, total] = await this.links.findPage(this.owner, page, limit);
    return { data, page, limit, total, nextCursor: null };
  }

  /** @throws CalendarLinkNotFound */
  async get(id: string): Promise<CalendarLink> {
    const link = await this.links.findOne(this.owner, id);
    if (!link) throw new CalendarLinkNotFound();
    return link;
  }

  /** Revokes a link, at once. @throws CalendarLinkNotFound */
  async revoke(id: string): Promise<void> {
    if (!(await this.links.delete(this.owner, id))) throw new CalendarLinkNotFound();
  }

  /** Revokes all links of a user, in all organizations, in the open shared transaction. */
  revokeAllOf(userId: string): Promise<void> {
    return this.links.deleteOf(userId);
  }

  private get owner(): CalendarOwner {
    const { organizationId, userId } = this.context.user;
    return { organizationId, userId };
  }
}
