import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ParseIdPipe } from '../../http/parse-id.pipe.js';
import { Raises } from '../../http/raises.decorator.js';
import { PlatformAdmin, RequireFreshSignIn } from '../../access/access.decorators.js';
import { OwnAccount, UserNotFound } from './admin.errors.js';
import { AdminUserDto, AdminUserPageDto, AdminUserQueryDto } from './dto/users-admin.dto.js';
import { UsersAdminService } from './users-admin.service.js';

@ApiTags('Platform')
@Controller('admin/users')
export class UsersAdminController {
  constructor(private readonly users: UsersAdminService) {}

  /** All accounts, oldest first. */
  @Get()
  @PlatformAdmin()
  listUsers(@Query() query: AdminUserQueryDto): Promise<AdminUserPageDto> {
    return this.users.list(query);
  }

  /**
   * Closes an account. Its sessions end, its tokens within a second, and it can't sign in.
   * What the user did stays; so do the memberships.
   */
  @Post(':id/deactivate')
  @HttpCode(200)
  @PlatformAdmin()
  @RequireFreshSignIn()
  @Raises(UserNotFound, OwnAccount)
  deactivateUser(@Param('id', ParseIdPipe) id: string): Promise<AdminUserDto> {
    return this.users.deactivate(id);
  }

  /** Opens a closed account. The user signs in anew. */
  @Post(':id/activate')
  @HttpCode(200)
  @PlatformAdmin()
  @RequireFreshSignIn()
  @Raises(UserNotFound)
  activateUser(@Param('id', ParseIdPipe) id: string): Promise<AdminUserDto> {
    return this.users.activate(id);
  }
}
