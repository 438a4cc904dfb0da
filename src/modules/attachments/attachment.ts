/** A file that belongs to a task. Its id is its name in the storage, too. */
export interface Attachment {
  id: string;
  taskId: string;
  fileName: string;
  /** What its content is, whatever the client or its name said. */
  contentType: string;
  byteSize: number;
  /** In hexadecimal. */
  sha256: string;
  uploadedBy: string;
  createdAt: Date;
}
