import { Controller, Get, Header } from '@nestjs/common';
import { createLogger } from '#app/common/logger.js';
import { Config } from '#app/config/config.js';
import { ConfigModule } from '#app/config/config.module.js';
import { ContextModule } from '#app/context/context.module.js';
import { DatabaseModule } from '#app/database/database.module.js';
import { createHttpApp } from '#app/server/http-app.js';
import { SlowClientLimits } from '#app/server/slow-client-limits.js';
import { MetricsModule } from '#app/metrics/metrics.module.js';
import { RequirePermission } from '#app/access/access.decorators.js';
import { AccessModule } from '#app/access/access.module.js';
import { SchedulerModule } from '#app/scheduler/scheduler.module.js';
import { RateLimiterModule } from '#app/rate-limiter/rate-limiter.module.js';

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
const app = await createHttpApp(config, await createLogger(config.logLevel), {
  module: FixedModule,
  imports: [
    ConfigModule.forRoot(config),
    ContextModule,
    MetricsModule,
    DatabaseModule.forRoot(),
    SchedulerModule,
    RateLimiterModule,
    AccessModule,
  ],
  controllers: [FixedController],
  providers: [SlowClientLimits],
});
await app.listen(Number(process.env['PORT']), config.host);
