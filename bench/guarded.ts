import { Controller, Get, Header } from '@nestjs/common';
import { createLogger } from '../dist/common/logger.js';
import { Config } from '../dist/config/config.js';
import { ConfigModule } from '../dist/config/config.module.js';
import { ContextModule } from '../dist/context/context.module.js';
import { DatabaseModule } from '../dist/database/database.module.js';
import { createHttpApp } from '../dist/http/http-app.js';
import { SlowClientLimits } from '../dist/http/slow-client-limits.js';
import { MetricsModule } from '../dist/metrics/metrics.module.js';
import { RequirePermission } from '../dist/modules/access/access.decorators.js';
import { AccessModule } from '../dist/modules/access/access.module.js';

/**
 * A route behind the product's HTTP server, guards and log that sends the same bytes each time: what
 * is left when a list costs nothing.
 */

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
const app = await createHttpApp(config, createLogger(config.logLevel), {
  module: FixedModule,
  imports: [
    ConfigModule.forRoot(config),
    ContextModule,
    MetricsModule,
    DatabaseModule.forRoot(),
    AccessModule,
  ],
  controllers: [FixedController],
  providers: [SlowClientLimits],
});
await app.listen(Number(process.env['PORT']), config.host);
