import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from './free-port.js';
import { LocalServer, spawnServer, startFailure } from './local-server.js';
import type { Programs } from './programs.js';

/** The SQLSTATE class of a server that doesn't let its superuser in. */
const REFUSED = /^28/;

export interface PrivateServerOptions {
  programs: Programs;
  cluster: string;
  password: string;
  settings: Record<string, string>;
  logFile: string;
  /** Ends the start. */
  signal?: AbortSignal | undefined;
}

/** A server for this process alone, for a while: it is not started again when it ends. */
export class PrivateServer extends LocalServer {
  private readonly ended: Promise<unknown>;

  private constructor(
    password: string,
    port: number,
    private readonly child: ChildProcess,
  ) {
    super(password, port);
    // Its end is waited for.
    child.ref();
    this.ended = once(child, 'exit').catch(() => undefined);
  }

  /**
   * Returns once it takes connections, however long it has to recover before. From then on there is one, so that other
   * processes see that it is in use.
   * @throws Error with its log
   */
  static async start(options: PrivateServerOptions): Promise<PrivateServer> {
    const { programs, cluster, password, settings, logFile, signal } = options;
    const port = await freePort();
    // A query of a process that was killed ends soon, and with it what a new one would wait for.
    const all = { client_connection_check_interval: '1s', ...settings, port: String(port) };
    const server = new PrivateServer(password, port, spawnServer(programs, cluster, all, logFile));
    for (;;) {
      try {
        await server.keepConnection();
        return server;
      } catch (error) {
        if (REFUSED.test((error as { code?: string }).code ?? '')) await server.stop();
        if (!server.isRunning) throw startFailure(logFile, error);
        if (signal?.aborted) server.interrupt();
        await sleep(25);
      }
    }
  }

  /** Begins to end the server: what its connections do is cut off. */
  interrupt(): void {
    this.child.kill('SIGINT');
  }

  async stop(): Promise<void> {
    this.interrupt();
    if (this.isRunning) await this.ended;
  }

  private get isRunning(): boolean {
    const { pid, exitCode, signalCode } = this.child;
    return pid !== undefined && exitCode === null && signalCode === null;
  }

  private async keepConnection(): Promise<void> {
    const client = new pg.Client({ connectionString: this.url('postgres'), connectionTimeoutMillis: 5000 });
    // It ends with the server.
    client.on('error', () => undefined);
    try {
      await client.connect();
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
  }
}
