import { Controller, Get, Res } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../../access/access.decorators.js';
import { Config } from '../../config/config.js';
import { publicPath } from '../../http/public-path.js';

@ApiTags('System')
@Controller()
export class DocumentationController {
  private readonly location: string;

  constructor(config: Config) {
    this.location = `${publicPath(config)}/docs`;
  }

  /** Redirects to this documentation. */
  @Get()
  @Public()
  @ApiResponse({
    status: 302,
    description: 'The documentation is at `Location`',
    headers: { Location: { $ref: '#/components/headers/Location' } as never },
  })
  async redirectToDocumentation(@Res() reply: FastifyReply): Promise<void> {
    await reply.redirect(this.location, 302);
  }
}
