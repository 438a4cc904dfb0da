import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer, type SMTPServerAddress } from 'smtp-server';
import { afterAll } from 'vitest';
import { eventually } from './eventually.ts';

export interface ReceivedMail {
  from: string;
  to: string[];
  /** As it came: headers, and a part each for plain text and HTML. */
  raw: string;
  headers: Record<string, string>;
  subject: string;
  text: string;
  html: string;
}

/** A mail server's answer to a recipient or a message, in place of 250. */
export type Refusal = { code: number; to?: string };

/** An SMTP server on loopback that keeps what it gets. It ends with the test file. */
export class MailServer {
  readonly mails: ReceivedMail[] = [];
  /** What the next recipients or messages are answered, first come first served; then all are taken. */
  readonly refusals: { recipients: Refusal[]; messages: Refusal[] } = { recipients: [], messages: [] };
  /** Whose messages it takes without an answer: it closes the connection instead. */
  readonly unanswered = new Set<string>();
  /** The recipients that were named so far, refused ones included. */
  readonly asked: string[] = [];
  private readonly held = new Map<string, Promise<void>>();
  private server?: SMTPServer;
  private port = 0;

  static async start(): Promise<MailServer> {
    const server = new MailServer();
    await server.up();
    afterAll(() => server.down());
    return server;
  }

  get smtp(): { url: string; from: string } {
    return { url: `smtp://user:secret@127.0.0.1:${this.port}`, from: 'TaskFlow <taskflow@example.com>' };
  }

  /** Starts it, at the same port as before. */
  async up(): Promise<void> {
    const server = new SMTPServer({
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, callback) =>
        username === 'user' && password === 'secret'
          ? callback(null, { user: username })
          : callback(new Error('no such user')),
      onRcptTo: ({ address }, _session, callback) => {
        this.asked.push(address);
        callback(refuse(this.refusals.recipients, [address]));
      },
      onData: (stream, { envelope: { mailFrom, rcptTo } }, callback) => {
        const to = rcptTo.map(({ address }) => address);
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const refusal = refuse(this.refusals.messages, to);
          const from = (mailFrom as SMTPServerAddress).address;
          if (!refusal) this.mails.push({ from, to, ...parse(Buffer.concat(chunks).toString()) });
          if (to.some((address) => this.unanswered.has(address))) return this.hangUp();
          const answer = (): void => callback(refusal);
          void Promise.all(to.map((address) => this.held.get(address) ?? Promise.resolve())).then(answer);
        });
      },
    });
    server.on('error', () => undefined);
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.server.address() as AddressInfo).port;
    this.server = server;
  }

  /** Stops it: connections are refused. */
  async down(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server) await new Promise<void>((resolve) => server.close(resolve));
  }

  /** Takes messages to an address, but answers only when it is told so by what this returns. */
  hold(address: string): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.held.set(address, promise);
    return resolve;
  }

  private hangUp(): void {
    const { connections } = this.server as unknown as { connections: Set<{ _socket: Socket }> };
    for (const { _socket } of connections) _socket.destroy();
  }

  /** What came for an address, in any case, oldest first. */
  to(address: string): ReceivedMail[] {
    return this.mails.filter(({ to }) => to.some((one) => one.toLowerCase() === address.toLowerCase()));
  }

  /** Waits for the mail to an address, the `nth` with this in its subject. */
  mailTo(address: string, subject = '', nth = 1): Promise<ReceivedMail> {
    return eventually(() => this.to(address).filter((mail) => mail.subject.includes(subject))[nth - 1]);
  }
}

/** The token in the link of a mail. */
export function tokenIn({ text }: ReceivedMail): string {
  const token = /[?&]token=([\w-]+)/.exec(text)?.[1];
  if (!token) throw new Error(`There is no token in:\n${text}`);
  return token;
}

function refuse(refusals: Refusal[], addresses: string[]): Error | null {
  const index = refusals.findIndex(({ to }) => to === undefined || addresses.includes(to));
  const [refusal] = index < 0 ? [] : refusals.splice(index, 1);
  return refusal ? Object.assign(new Error('not now'), { responseCode: refusal.code }) : null;
}

function parse(raw: string): Pick<ReceivedMail, 'raw' | 'headers' | 'subject' | 'text' | 'html'> {
  const { headers, body } = split(raw);
  const boundary = /boundary="?([^";]+)/.exec(headers['content-type'] ?? '')?.[1];
  const parts = body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => split(part.trimStart()));
  const part = (type: string): string => {
    const found = parts.find((one) => one.headers['content-type']?.startsWith(type));
    return found
      ? decode(found.body, found.headers['content-transfer-encoding']).replaceAll('\r\n', '\n')
      : '';
  };
  const subject = decodeWords(headers['subject'] ?? '');
  return { raw, headers, subject, text: part('text/plain'), html: part('text/html') };
}

function split(entity: string): { headers: Record<string, string>; body: string } {
  const end = entity.indexOf('\r\n\r\n');
  const lines = entity
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers = lines.map((line) => [
    line.slice(0, line.indexOf(':')).toLowerCase(),
    line.slice(line.indexOf(':') + 1).trim(),
  ]);
  return { headers: Object.fromEntries(headers), body: entity.slice(end + 4) };
}

function decode(body: string, encoding = '7bit'): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString();
  if (encoding !== 'quoted-printable') return body;
  const bytes = body.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => `%${hex}`);
  return decodeURIComponent(bytes.replace(/%(?![0-9A-F]{2})/g, '%25'));
}

/** Encoded words of RFC 2047, in UTF-8. */
function decodeWords(value: string): string {
  return value
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?UTF-8\?([QB])\?([^?]*)\?=/gi, (_, kind: string, word: string) =>
      kind.toUpperCase() === 'B'
        ? Buffer.from(word, 'base64').toString()
        : decode(word.replaceAll('_', ' '), 'quoted-printable'),
    );
}
