/** A file that can't be turned into CSV. The message is public, and says of which parameter. */
export class UnreadableFile extends Error {
  constructor(
    reason: string,
    readonly field: 'file' | 'sheet' = 'file',
  ) {
    super(reason);
  }
}
