import { Global, Module } from '@nestjs/common';
import { ClsModule } from 'nestjs-cls';
import { RequestContext } from './request-context.js';

// Plain ClsModule: forRoot() would put a guard and an interceptor that do nothing around every request.
@Global()
@Module({
  imports: [ClsModule],
  providers: [RequestContext],
  exports: [RequestContext],
})
export class ContextModule {}
