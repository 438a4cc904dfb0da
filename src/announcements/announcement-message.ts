/** The number that each organization is known to have reached. */
export type Announced = Iterable<readonly [organizationId: string, sequence: number]>;

/** NOTIFY takes less than 8,000 bytes. */
const MAX_LENGTH = 7900;

const ENTRY = /^([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}):(\d{1,15})$/;

/** Messages of a process, which says who it is, so that it can leave out its own when they come back. */
export function toMessages(sender: string, announced: Announced): string[] {
  const messages: string[] = [];
  let message = sender;
  for (const [organizationId, sequence] of announced) {
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

/** Reads what `toMessages` wrote. Whatever else is on the channel says nothing. */
export function readMessage(message: string): { sender: string; announced: [string, number][] } {
  const [sender = '', ...entries] = message.split(' ');
  const announced = entries.flatMap((entry): [string, number][] => {
    const [, organizationId, sequence] = ENTRY.exec(entry) ?? [];
    return organizationId ? [[organizationId, Number(sequence)]] : [];
  });
  return { sender, announced };
}
