/** What somebody says about a task. */
export interface CommentEntity {
  id: string;
  taskId: string;
  authorId: string;
  body: string;
  /** Who is addressed: members of the organization when it was written, in the order of the text. */
  mentions: string[];
  version: number;
  createdAt: Date;
  updatedAt: Date;
}
