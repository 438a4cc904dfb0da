import { ListDto } from '../../../http/list-query.dto.js';
import { IsText } from '../../../common/text.js';

export class WriteCommentDto {
  /**
   * 1 to 20,000 characters. Members of the organization are mentioned by `@username`, `@address@host`, `@Full Name` (up to
   * four words; of two members with the name, none), `@"Full Name"` and `@[user id]`, in any case. Anything else is text.
   * @example "@ada could you look at this?"
   */
  @IsText(1, 20_000)
  body: string;
}

export class CommentDto {
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  id: string;
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  taskId: string;
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  authorId: string;
  /** @example "@ada could you look at this?" */
  body: string;
  /** The ids of the mentioned members. @example ["019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b"] */
  mentions: string[];
  /** Increases with every change. @example 1 */
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

export class CommentListDto extends ListDto {
  data: CommentDto[];
}
