/** A comment of a user on a task. */
export interface Comment {
  id: string;
  taskId: string;
  authorId: string;
  body: string;
  /** The ids of the mentioned users: members when it was written, in the order of the text. */
  mentions: string[];
  version: number;
  createdAt: Date;
  updatedAt: Date;
}
