/** The last number of each organization that has changed. */
export type Sequences = Iterable<readonly [organizationId: string, sequence: number]>;

/** NOTIFY takes less than 8,000 bytes. */
const MAX_LENGTH = 7900;

const ENTRY = /^([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}):(\d{1,15})$/;

/** Encodes numbers as messages. They name the sending process, which leaves out its own on receipt. */
export function toMessages(sender: string, sequences: Sequences): string[] {
  const messages: string[] = [];
  let message = sender;
  for (const [organizationId, sequence] of sequences) {
    const entry = ` ${organizationId}:${sequence}`;
    if (message.length + entry.length > MAX_LENGTH) {
      messages.push(message);
      message = sender;
    }
    message += entry;
  }
  if (message !== sender) messages.push(message);
  return messages;
}

/** Decodes what `toMessages` encoded. Anything else on the channel is ignored. */
export function readMessage(message: string): { sender: string; sequences: [string, number][] } {
  const [sender = '', ...entries] = message.split(' ');
  const sequences = entries.flatMap((entry): [string, number][] => {
    const [, organizationId, sequence] = ENTRY.exec(entry) ?? [];
    return organizationId ? [[organizationId, Number(sequence)]] : [];
  });
  return { sender, sequences };
}
