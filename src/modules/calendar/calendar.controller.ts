import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Post,
  Query,
  Res,
  UseInterceptors,
} from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public, RequireFreshSignIn, RequirePermission } from '../../access/access.decorators.js';
import { entityTag, SendsTagged, sendTagged } from '../../http/entity-tag.js';
import { LocationInterceptor } from '../../http/location.interceptor.js';
import { NoStore } from '../../http/no-store.decorator.js';
import { PageQueryDto } from '../../http/page-query.dto.js';
import { ParseIdPipe } from '../../http/parse-id.pipe.js';
import { Raises } from '../../http/raises.decorator.js';
import { RateLimited } from '../../rate-limiter/rate-limiter.errors.js';
import { CalendarLinksService } from './calendar-links.service.js';
import { CalendarLinkNotFound, CalendarNotFound, TooManyCalendarLinks } from './calendar.errors.js';
import { CalendarService } from './calendar.service.js';
import {
  CalendarLinkDto,
  CalendarLinkPageDto,
  CalendarQueryDto,
  CreateCalendarLinkDto,
  IssuedCalendarLinkDto,
} from './dto/calendar-link.dto.js';

const CALENDAR_TYPE = 'text/calendar; charset=utf-8';

@ApiTags('Calendar')
@Controller()
export class CalendarController {
  constructor(
    private readonly calendars: CalendarService,
    private readonly links: CalendarLinksService,
  ) {}

  /**
   * Tasks with due dates as a calendar (RFC 5545): those that were due within 90 days and all that are to come, 2,000 at most.
   * A due date without a time is an event of the whole day. `token` is that of a link from POST /calendar-links, which says
   * which tasks; it works as long as its user is an active member and the organization is active.
   */
  @Get('calendar.ics')
  @Public()
  @SendsTagged()
  @ApiProduces('text/calendar')
  @ApiHeader({
    name: 'If-None-Match',
    required: false,
    description: 'The ETags that the client has: 304 without a body for one of them.',
  })
  @ApiOkResponse({ type: String })
  @ApiResponse({ status: 304, description: 'The client has the calendar' })
  @Raises(CalendarNotFound, RateLimited)
  async getCalendar(@Query() { token }: CalendarQueryDto, @Res() reply: FastifyReply): Promise<void> {
    const { organizationId, text } = await this.calendars.read(token);
    void sendTagged(reply, text, entityTag(organizationId, text), CALENDAR_TYPE);
  }

  /** Makes a link to which a calendar subscribes, for your tasks or the organization's. It is shown this once. */
  @Post('calendar-links')
  @NoStore()
  @RequirePermission('account:manage')
  @RequireFreshSignIn()
  @UseInterceptors(LocationInterceptor.under('/calendar-links'))
  @Raises(TooManyCalendarLinks)
  createCalendarLink(@Body() body: CreateCalendarLinkDto): Promise<IssuedCalendarLinkDto> {
    return this.links.create(body);
  }

  /** Your calendar links in this organization, oldest first. */
  @Get('calendar-links')
  @RequirePermission('account:manage')
  listCalendarLinks(@Query() query: PageQueryDto): Promise<CalendarLinkPageDto> {
    return this.links.list(query);
  }

  /** One of your calendar links. */
  @Get('calendar-links/:id')
  @RequirePermission('account:manage')
  @Raises(CalendarLinkNotFound)
  getCalendarLink(@Param('id', ParseIdPipe) id: string): Promise<CalendarLinkDto> {
    return this.links.get(id);
  }

  /** Revokes one of your calendar links, at once. */
  @Delete('calendar-links/:id')
  @HttpCode(204)
  @RequirePermission('account:manage')
  @Raises(CalendarLinkNotFound)
  revokeCalendarLink(@Param('id', ParseIdPipe) id: string): Promise<void> {
    return this.links.revoke(id);
  }
}
