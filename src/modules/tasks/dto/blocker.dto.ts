import { PageDto } from '../../../http/page-query.dto.js';
import { TaskDto } from './task.dto.js';

export class BlockerPageDto extends PageDto {
  data: TaskDto[];
}
