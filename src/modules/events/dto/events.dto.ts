import { ApiProperty, OmitType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsOptional, Matches } from 'class-validator';
import { IsId } from '../../../common/id.js';
import { EVENT_TYPE } from '../../../change-log/change-event.js';
import { EVENT_TYPE_FILTERS, EVENT_TYPES, SUBJECT_TYPES } from '../../../change-log/event-types.js';
import { AsList } from '../../../http/as-list.js';
import { DEFAULT_LIMIT, IsQueryInt, MAX_LIMIT } from '../../../common/pagination.js';
import { AttachmentDto } from '../../attachments/dto/attachment.dto.js';
import { CommentDto } from '../../comments/dto/comment.dto.js';
import { ProjectDto } from '../../projects/dto/project.dto.js';
import { LabelStateDto } from '../../tasks/dto/label.dto.js';
import { TaskDto } from '../../tasks/dto/task.dto.js';
import { STREAM_ENDS } from '../event-sink.js';
import { TICKET_PATTERN } from '../ticket.js';

export class EventQueryDto {
  /** The sequence of the last event that you have, not one of the future; left out, you begin at the present. @example 120 */
  @IsOptional()
  @IsQueryInt(0, 999_999_999)
  after?: number;

  /** One of these types; `task.*` is every type that begins so. @example ["task.created", "comment.*"] */
  @ApiProperty({ enum: EVENT_TYPE_FILTERS, isArray: true, required: false })
  @IsOptional()
  @AsList(20)
  @Matches(EVENT_TYPE, {
    each: true,
    message: 'each value in $property must be the type of an event, such as task.created, or task.*',
  })
  type?: string[];

  /** About this project, or a task that is or was in it. */
  @IsOptional()
  @IsId()
  projectId?: string;

  /** About this task, its comments and attachments. */
  @IsOptional()
  @IsId()
  taskId?: string;

  /** About tasks that you created, or that are or were assigned to you. @example true */
  @IsOptional()
  @Transform(({ value }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  mine?: boolean;
}

export class EventPageQueryDto extends EventQueryDto {
  /** How many events a page, at most. A stream has no pages. */
  @IsQueryInt(1, MAX_LIMIT)
  limit: number = DEFAULT_LIMIT;
}

export class SocketQueryDto extends EventQueryDto {
  /** Of POST /auth/ws-ticket, for browsers, which can't send an Authorization header here. */
  @IsOptional()
  @Matches(TICKET_PATTERN, {
    message: 'ticket must be one of POST /auth/ws-ticket; no token belongs into a URL',
  })
  ticket?: string;
}

/** What changed. */
export class ChangeDataDto {
  /** What kind of thing it happened to. @example task */
  @ApiProperty({ enum: SUBJECT_TYPES })
  subjectType: string;
  /** What it happened to; it may be gone. @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  subjectId: string;
  /** The fields that changed, each with its value before and after. */
  @ApiProperty({
    type: 'object',
    additionalProperties: {
      type: 'object',
      required: ['from', 'to'],
      properties: { from: {}, to: {} },
    },
    example: { title: { from: 'Order brass', to: 'Order more brass' } },
  })
  changes: Record<string, { from: unknown; to: unknown }>;
}

/** A project without the number of its tasks, which come and go without a change of the project. */
export class ProjectStateDto extends OmitType(ProjectDto, ['taskCount']) {}

/** A task without what follows from other tasks, which changes without a change of the task. */
export class TaskStateDto extends OmitType(TaskDto, ['subtasks', 'isBlocked']) {}

/** What changed, and the thing as that change left it, whenever it is read; a deleted one as it was. */
export class EventDataDto extends ChangeDataDto {
  task?: TaskStateDto;
  comment?: CommentDto;
  attachment?: AttachmentDto;
  project?: ProjectStateDto;
  label?: LabelStateDto;
}

/** A change, the same for every reader and at every delivery. */
export class EventDto {
  /** Counts 1, 2, 3 within the organization, without gaps, in the order of the changes. @example 42 */
  sequence: number;
  /** What happened. @example task.updated */
  @ApiProperty({ enum: EVENT_TYPES })
  type: string;
  at: Date;
  /** Who did it. Null when it was the system. @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  actorId: string | null;
  data: EventDataDto;
}

export class EventPageDto {
  data: EventDto[];
  /** @example 10 */
  limit: number;
  /**
   * What `after` has to be next time. It also counts the events that you filter out; when `data` is empty and this
   * is where you were, there is nothing new.
   * @example 42
   */
  nextAfter: number;
}

/** An event `position` of a stream. */
export class StreamPositionDto {
  /** The sequence up to which everything was sent. @example 42 */
  sequence: number;
}

/** The event `error` with which a stream ends. */
export class StreamEndDto {
  /** Why it ends. @example token-expired */
  @ApiProperty({ enum: STREAM_ENDS })
  code: string;
  /** The same for people. @example "The access token has expired" */
  reason: string;
}

export class TicketDto {
  /** @example wst_Zm9yIG9uZSBXZWJTb2NrZXQgYW5kIG9uZSBtaW51dGU */
  ticket: string;
  /** In seconds. @example 60 */
  expiresIn: number;
}
