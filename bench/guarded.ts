import { Controller, Get, Header, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Config } from '../dist/config/config.js';
import { ConfigModule } from '../dist/config/config.module.js';
import { ContextModule } from '../dist/context/context.module.js';
import { RequestContext } from '../dist/context/request-context.js';
import { DatabaseModule } from '../dist/database/database.module.js';
import { RequirePermission } from '../dist/modules/access/access.decorators.js';
import { AccessModule } from '../dist/modules/access/access.module.js';

/** A Nest route behind the product's guards that sends the same bytes each time: what Nest itself costs. */

const config = new Config(JSON.parse(process.env['CONFIG'] as string) as Config);
const body = process.env['BODY'] as string;

// Node runs this file by stripping its types, which leaves no decorators: they are called by hand.
class FixedController {
  fixed(): string {
    return body;
  }
}
const handler = Object.getOwnPropertyDescriptor(FixedController.prototype, 'fixed') as PropertyDescriptor;
for (const decorate of [
  Get(),
  RequirePermission('task:read'),
  Header('content-type', 'application/json; charset=utf-8'),
]) {
  decorate(FixedController.prototype, 'fixed', handler);
}
Controller('fixed')(FixedController);

class FixedModule {}
Module({
  imports: [ConfigModule.forRoot(config), ContextModule, DatabaseModule.forRoot(), AccessModule],
  controllers: [FixedController],
})(FixedModule);

const app = await NestFactory.create<NestFastifyApplication>(FixedModule, new FastifyAdapter(), {
  logger: false,
});
const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
const context = app.get(RequestContext);
fastify.addHook('preHandler', (request: FastifyRequest, _reply, done) => {
  context.run({ requestId: request.id }, done);
});
await app.listen(config.port, config.host);
