import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.js';
import { LocalServer, spawnServer, startFailure } from './local-server.js';
import type { Programs } from './programs.js';

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
  private constructor(
    password: string,
    port: number,
    private readonly child: ChildProcess,
    private readonly ended: Promise<unknown>,
  ) {
    super(password, port);
  }

  /** Returns once it takes connections, however long it has to recover before. @throws Error with its log */
  static async start(options: PrivateServerOptions): Promise<PrivateServer> {
    const { programs, cluster, password, settings, logFile, signal } = options;
    const port = await freePort();
    // A query of a process that was killed ends soon, and with it what a new one would wait for.
    const all = { client_connection_check_interval: '1s', ...settings, port: String(port) };
    const child = spawnServer(programs, cluster, all, logFile);
    // Its end is waited for.
    child.ref();
    const server = new PrivateServer(password, port, child, once(child, 'exit'));
    for (;;) {
      try {
        await server.query('SELECT 1');
        return server;
      } catch (error) {
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
    return this.child.exitCode === null && this.child.signalCode === null;
  }
}
