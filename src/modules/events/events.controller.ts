import { Controller, Get, Headers, Post, Query, Req, Res, UseInterceptors } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiHeader,
  ApiOkResponse,
  ApiResponse,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OriginNotAllowed } from '../../http/http.errors.js';
import { LocationInterceptor } from '../../http/location.interceptor.js';
import { Raises } from '../../http/raises.decorator.js';
import { Public, RequirePermission } from '../../access/access.decorators.js';
import {
  InvalidToken,
  NotAuthenticated,
  PermissionDenied,
  SessionRequired,
  TenantMismatch,
  TokenExpired,
  TokenRevoked,
} from '../../access/access.errors.js';
import { TooManyStreams } from '../streams/streams.errors.js';
import {
  EventPageDto,
  EventPageQueryDto,
  SocketQueryDto,
  StreamEndDto,
  StreamPositionDto,
  TicketDto,
} from './dto/events.dto.js';
import { sendEvents } from './events-response.js';
import { InvalidTicket, UpgradeRequired } from './events.errors.js';
import { EventsService } from './events.service.js';
import { SocketsService } from './sockets.service.js';

@ApiTags('Events')
@ApiExtraModels(EventPageDto, StreamPositionDto, StreamEndDto)
@Controller()
export class EventsController {
  constructor(
    private readonly events: EventsService,
    private readonly sockets: SocketsService,
  ) {}

  /**
   * What changed after `after`, oldest first. With `Accept: text/event-stream` it is a stream of server-sent
   * events that goes on with every change: its `id` is the sequence, its `event` the type, its `data` an `EventDto`.
   *
   * A stream begins with an event `position` (`StreamPositionDto`) and sends another one now and then, when all that came was
   * filtered out: `Last-Event-ID`, or `after`, with the last id goes on without a gap or a repetition. It ends with an
   * event `error` (`StreamEndDto`), whose `code` says why.
   */
  @Get('events')
  @RequirePermission('event:read')
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'As `after`, and before it.' })
  @ApiOkResponse({
    description: 'A page of events, or the stream of them.',
    content: {
      'application/json': { schema: { $ref: getSchemaPath(EventPageDto) } },
      'text/event-stream': { schema: { type: 'string' } },
    },
  })
  @Raises(TooManyStreams)
  async listEvents(
    @Query() query: EventPageQueryDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await sendEvents(this.events, query, request, reply);
  }

  /**
   * The same events over a WebSocket, each a message with the event as JSON. The access token comes as
   * `Authorization: Bearer <token>`; from a browser, which can't send that, as a second subprotocol
   * (`new WebSocket(url, ['taskflow', 'bearer.<token>'])`) or by a ticket. Never in the URL.
   *
   * The first message, and one now and then, is `{"type": "position", "sequence": 42}`: connect with `after` of the
   * last sequence to go on. Close codes: 1001 `server-stopping`, 1011 `internal-error`, 4001 `token-expired`, 4003 `token-revoked`,
   * 4008 `client-too-slow`. The server sends pings, and expects no messages (1003).
   */
  @Get('ws')
  @Public()
  @ApiResponse({ status: 101, description: 'The WebSocket is open' })
  @Raises(
    UpgradeRequired,
    OriginNotAllowed,
    InvalidTicket,
    TooManyStreams,
    NotAuthenticated,
    InvalidToken,
    TokenExpired,
    TokenRevoked,
    PermissionDenied,
    TenantMismatch,
  )
  async openWebSocket(
    @Query() query: SocketQueryDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.sockets.connect(query, request, reply);
  }

  /** A ticket for one connection to `GET /ws`, its `Location`, within a minute. It lasts as long as the token that asked for it. */
  @Post('auth/ws-ticket')
  @RequirePermission('event:read')
  @UseInterceptors(LocationInterceptor.at('/ws'))
  @Raises(SessionRequired)
  issueWebSocketTicket(@Headers('authorization') authorization: string): Promise<TicketDto> {
    return this.events.issueTicket(authorization);
  }
}
