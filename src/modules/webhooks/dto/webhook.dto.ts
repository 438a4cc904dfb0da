import { ApiProperty, PartialType } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { EVENT_TYPE } from '../../../change-log/change-event.js';
import { EVENT_TYPE_FILTERS } from '../../../change-log/event-types.js';
import { IsLine, MaxLength, MayBeAbsent } from '../../../common/text.js';

/** What a webhook can subscribe to. */
const WEBHOOK_EVENTS = [...EVENT_TYPE_FILTERS, '*'];
const WANTED = new RegExp(`${EVENT_TYPE.source}|^\\*$`);

export class CreateWebhookDto {
  /**
   * Where to send events: an `https:` URL without a password in it. Hosts with an address that isn't public are refused,
   * unless the operator allows them.
   * @example "https://hooks.acme.example/taskflow"
   */
  @IsString()
  @MaxLength(2000)
  url: string;

  /** The event types: `task.*` for all with that prefix, `*` for all. @example ["task.*"] */
  @ApiProperty({ enum: WEBHOOK_EVENTS, isArray: true })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @ArrayUnique()
  @Matches(WANTED, {
    each: true,
    message: 'each value in $property must be the type of an event, such as task.created, or task.*, or *',
  })
  events: string[];

  /** Its purpose. */
  @ApiProperty({ example: 'Updates the warehouse.' })
  @IsOptional()
  @IsLine(1, 200)
  description?: string | null;

  /** Whether events are sent. Changes made while it is disabled aren't sent, but can be replayed. @example true */
  @MayBeAbsent()
  @IsBoolean()
  isEnabled?: boolean;
}

/** The fields to change. */
export class UpdateWebhookDto extends PartialType(CreateWebhookDto, { skipNullProperties: false }) {}

export class ReplayDto {
  /** The number of the first change to send again. @example 120 */
  @IsInt()
  @Min(1)
  @Max(999_999_999)
  since: number;
}

export class WebhookDto {
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  id: string;
  /** @example "https://hooks.acme.example/taskflow" */
  url: string;
  /** @example ["task.*"] */
  events: string[];
  /** @example "Updates the warehouse." */
  description: string | null;
  /** @example true */
  isEnabled: boolean;
  /** Why it was disabled automatically. @example null */
  disabledReason: string | null;
  /** Since when deliveries fail; null while they don't. It isn't counted by `version`, nor is the next field. */
  failingSince: Date | null;
  /** The sequence of the last change of the replay in progress; null without one. @example null */
  replayingUntil: number | null;
  /** Increases with every change. @example 1 */
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

export class IssuedWebhookDto extends WebhookDto {
  /**
   * The secret that deliveries are signed with. It is shown only once: the answer to a repeated `Idempotency-Key` lacks
   * it.
   * @example whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
   */
  secret?: string;
}

export class WebhookListDto {
  data: WebhookDto[];
}
