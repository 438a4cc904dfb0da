/** Whom a channel tells. */
export interface ChannelListener {
  received(message: string): void;
  /** From here on every message arrives: what came before may be lost. */
  connected(): void;
}

/** Takes short messages from each process to all of them. It connects by itself, again and again. */
export abstract class AnnouncementChannel {
  abstract readonly isConnected: boolean;

  abstract start(listener: ChannelListener): void;

  /** @throws Error when the messages may not have been sent */
  abstract publish(messages: string[]): Promise<void>;

  abstract stop(): Promise<void>;
}
