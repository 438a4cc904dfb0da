/** Counts what is read when it is read: a listener would let content flow before the storage is ready for it. */
export async function* counted(
  content: AsyncIterable<Buffer>,
  onBytes: (count: number) => void,
): AsyncIterable<Buffer> {
  for await (const chunk of content) {
    onBytes(chunk.length);
    yield chunk;
  }
}
