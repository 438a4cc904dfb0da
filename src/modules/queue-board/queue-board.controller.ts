import { Controller, Headers, HttpCode, Post, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { NoStore } from '../../http/no-store.decorator.js';
import { PlatformAdmin, RequireFreshSignIn } from '../../access/access.decorators.js';
import { BoardSessions } from './board-sessions.js';

@ApiTags('Platform')
@Controller('admin/queues/session')
export class QueueBoardController {
  constructor(private readonly sessions: BoardSessions) {}

  /**
   * Opens the pages at `/admin/queues` for this browser, by a cookie that lasts as long as the access token.
   * For platform admins.
   */
  @Post()
  @NoStore()
  @HttpCode(204)
  @PlatformAdmin()
  @RequireFreshSignIn()
  @ApiNoContentResponse({
    description: 'The pages are open',
    headers: { 'Set-Cookie': { description: 'The session of the pages.', schema: { type: 'string' } } },
  })
  openQueueBoard(
    @Headers('authorization') authorization: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): void {
    void reply.header('set-cookie', this.sessions.cookieFor(authorization));
  }
}
