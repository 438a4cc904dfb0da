import { Controller, Get, Res } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../../access/access.decorators.js';
import { Config } from '../../config/config.js';

@ApiTags('System')
@Controller()
export class DocumentationController {
  private readonly location: string;

  constructor({ publicUrl }: Config) {
    // Behind a proxy the service may be below a path, which PUBLIC_URL names.
    this.location = `${new URL(publicUrl).pathname.replace(/\/$/, '')}/docs`;
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
