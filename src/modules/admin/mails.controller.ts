import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { PlatformAdmin } from '../../access/access.decorators.js';
import { NoStore } from '../../http/no-store.decorator.js';
import { PageQueryDto } from '../../http/page-query.dto.js';
import { Raises } from '../../http/raises.decorator.js';
import { MailsNotKept } from './admin.errors.js';
import { LoggedMailPageDto } from './dto/mails.dto.js';
import { MailsService } from './mails.service.js';

@ApiTags('Platform')
@Controller('admin/mails')
export class MailsController {
  constructor(private readonly mails: MailsService) {}

  /**
   * The last 100 mails that this process printed to its log, newest first: in the development mode alone, with the
   * embedded database and without a mail server. A restart forgets them.
   */
  @Get()
  @PlatformAdmin()
  @NoStore()
  @Raises(MailsNotKept)
  listMails(@Query() query: PageQueryDto): LoggedMailPageDto {
    return this.mails.list(query);
  }
}
