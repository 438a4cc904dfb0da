import { Controller, Get, Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from 'vitest';
import { ContextModule } from '../context/context.module.js';
import { Public, RequirePermission } from './access.decorators.js';
import { PlatformAdmins } from './platform-admins.js';
import { PermissionGuard } from './permission.guard.js';

@Controller('decided')
class DecidedController {
  @Get('mine')
  @RequirePermission('task:read')
  mine(): void {}

  @Get('open')
  @Public()
  open(): void {}

  helper(): void {}
}

@Controller('undecided')
class ForgottenController {
  @Get('one')
  @Public()
  one(): void {}

  @Get('two')
  two(): void {}
}

async function start(...controllers: (new () => object)[]): Promise<void> {
  @Module({
    imports: [DiscoveryModule, ContextModule],
    controllers,
    providers: [
      { provide: APP_GUARD, useClass: PermissionGuard },
      { provide: PlatformAdmins, useValue: {} },
    ],
  })
  class AppModule {}

  const app = await Test.createTestingModule({ imports: [AppModule] }).compile();
  try {
    await app.init();
  } finally {
    await app.close();
  }
}

describe('the permission guard', () => {
  it('starts when every handler says who may call it', async () => {
    await expect(start(DecidedController)).resolves.toBeUndefined();
  });

  it('refuses to start with a handler that says neither, and names it', async () => {
    await expect(start(DecidedController, ForgottenController)).rejects.toThrow(
      'Put @RequirePermission(...) or @Public() on: ForgottenController.two',
    );
  });
});
