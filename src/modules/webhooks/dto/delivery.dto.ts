import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString } from 'class-validator';
import { MaxLength } from '../../../common/text.js';
import { DEFAULT_LIMIT, IsQueryInt, MAX_LIMIT } from '../../../common/pagination.js';
import { EVENT_TYPES } from '../../../change-log/event-types.js';
import { EventDataDto } from '../../events/dto/events.dto.js';
import type { DeliveryStatus } from '../webhook-deliveries.repository.js';

const DELIVERED_TYPES = [...EVENT_TYPES, 'webhook.test'];

export class DeliveryQueryDto {
  /** How many per page. */
  @IsQueryInt(1, MAX_LIMIT)
  limit: number = DEFAULT_LIMIT;

  /** `nextCursor` of the page before. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  cursor?: string;
}

export class DeliveryDto {
  /** Sent as `webhook-id`: the same for a change and a webhook, however often it is sent. @example 5f0c8e0a-7d5e-5000-8000-1c2d3e4f5a6b */
  id: string;
  /** The sequence of the change; 0 for a test. @example 42 */
  sequence: number;
  /** @example task.created */
  @ApiProperty({ enum: DELIVERED_TYPES })
  type: string;
  /** FAILED deliveries aren't retried. @example DELIVERED */
  status: DeliveryStatus;
  /** How many attempts there were since it was queued. @example 1 */
  attempts: number;
  /** When it was queued, for the last time. */
  queuedAt: Date;
  /** When it is due, once it is next in line; null when it isn't pending. */
  nextAttemptAt: Date | null;
  /** When the last attempt began. */
  lastAttemptAt: Date | null;
  /** How long the last attempt took, in milliseconds. @example 84 */
  @ApiProperty({ type: 'integer', nullable: true, example: 84 })
  durationMs: number | null;
  /** What the endpoint answered to it, if it did. @example 200 */
  @ApiProperty({ type: 'integer', nullable: true, example: 200 })
  responseStatus: number | null;
  /** The first 4 KiB of the answer. @example ok */
  @ApiProperty({ type: String, nullable: true, example: 'ok' })
  responseBody: string | null;
  /** The error of the last attempt. @example null */
  error: string | null;
}

/** The body of the request. */
export class DeliveryPayloadDto {
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  organizationId: string;
  /** @example 42 */
  sequence: number;
  /** @example task.created */
  @ApiProperty({ enum: DELIVERED_TYPES })
  type: string;
  at: Date;
  /** The user who made the change; null for the system. @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  actorId: string | null;
  data: EventDataDto;
}

export class AttemptRequestDto {
  /** The webhook's URL at that time. @example "https://hooks.acme.example/taskflow" */
  url: string;
  /** Without those that HTTP itself adds, such as `host`. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { 'content-type': 'application/json', 'webhook-id': '5f0c8e0a-7d5e-5000-8000-1c2d3e4f5a6b' },
  })
  headers: Record<string, string>;
}

export class AttemptResponseDto {
  /** @example 200 */
  @ApiProperty({ type: 'integer', example: 200 })
  status: number;
  /** Those that fit into 4 KiB together, without `set-cookie`. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { 'content-type': 'text/plain' },
  })
  headers: Record<string, string>;
  /** The first 4 KiB; of attempts that others have followed, the first 1,024 characters. @example ok */
  body: string;
}

export class AttemptDto {
  /** When it began. */
  at: Date;
  /** In milliseconds. @example 84 */
  @ApiProperty({ type: 'integer', example: 84 })
  durationMs: number;
  /** What was sent, with `payload` as its body; null when it could not be signed. */
  request: AttemptRequestDto | null;
  /** Null when there was none. */
  response: AttemptResponseDto | null;
  /** The error. @example null */
  error: string | null;
}

export class DeliveryInFullDto extends DeliveryDto {
  /** The last 20 attempts, oldest first; those before a replay, too. */
  history: AttemptDto[];
  payload: DeliveryPayloadDto;
}

export class DeliveryPageDto {
  data: DeliveryDto[];
  /** @example 10 */
  limit: number;
  /** The cursor of the next page; null at the end. */
  nextCursor: string | null;
}
