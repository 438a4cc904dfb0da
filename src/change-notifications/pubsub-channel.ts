/** What a channel calls. */
export interface ChannelListener {
  received(message: string): void;
  /** From here on every message arrives: those of before may be lost. */
  connected(): void;
}

/** Publish/subscribe: takes short messages from each process to all of them, and reconnects by itself. */
export abstract class PubSubChannel {
  abstract readonly isConnected: boolean;

  abstract start(listener: ChannelListener): void;

  /** @throws Error when the messages may not have been sent */
  abstract publish(messages: string[]): Promise<void>;

  abstract stop(): Promise<void>;
}
