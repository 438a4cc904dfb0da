import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ParseIdPipe } from '../../http/parse-id.pipe.js';
import { Raises } from '../../http/raises.decorator.js';
import { RequirePermission } from '../../access/access.decorators.js';
import {
  InboxDto,
  NotificationQueryDto,
  PreferencesDto,
  ReadAllDto,
  UnreadDto,
} from './dto/notification.dto.js';
import { NotificationNotFound } from './notifications.errors.js';
import { NotificationsService } from './notifications.service.js';

@ApiTags('Notifications')
@Controller('notifications')
export class NotificationsController {
  constructor(private readonly notifications: NotificationsService) {}

  /**
   * Your inbox in this organization, newest first, of the last 90 days. What concerns a task in the trash
   * is left out until the task is back.
   */
  @Get()
  @RequirePermission('notification:read')
  listNotifications(@Query() query: NotificationQueryDto): Promise<InboxDto> {
    return this.notifications.list(query);
  }

  /** Marks a notification as read. */
  @Post(':id/read')
  @HttpCode(200)
  @RequirePermission('notification:manage')
  @Raises(NotificationNotFound)
  markNotificationRead(@Param('id', ParseIdPipe) id: string): Promise<UnreadDto> {
    return this.notifications.markRead(id);
  }

  /** Marks a notification and all before it as read, but none that is newer. */
  @Post('read-all')
  @HttpCode(200)
  @RequirePermission('notification:manage')
  @Raises(NotificationNotFound)
  markAllNotificationsRead(@Body() { upTo }: ReadAllDto): Promise<UnreadDto> {
    return this.notifications.markReadUpTo(upTo);
  }

  /** Which notifications you get in this organization, by kind and channel. */
  @Get('preferences')
  @RequirePermission('notification:read')
  getNotificationPreferences(): Promise<PreferencesDto> {
    return this.notifications.preferences();
  }

  /** Replaces your preferences, from now on. */
  @Put('preferences')
  @RequirePermission('notification:manage')
  replaceNotificationPreferences(@Body() body: PreferencesDto): Promise<PreferencesDto> {
    return this.notifications.replacePreferences(body);
  }
}
