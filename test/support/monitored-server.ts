import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import type { Cost, Message } from './loop-monitor.ts';

const MAIN = join(import.meta.dirname, '../../dist/main.js');
const MONITOR = join(import.meta.dirname, 'loop-monitor.ts');
const STARTING = 60_000;

/** The product in a process of its own, which says what each request does to its event loop and its memory. */
export class MonitoredServer {
  readonly url: string;
  private readonly child: ChildProcess;

  private constructor(url: string, child: ChildProcess) {
    this.url = url;
    this.child = child;
  }

  /** @param environment all there is, beside PATH and PORT */
  static async start(environment: Record<string, string>): Promise<MonitoredServer> {
    const port = await freePort();
    const child = spawn(process.execPath, ['--expose-gc', '--import', MONITOR, MAIN], {
      env: { PATH: process.env['PATH'], ...environment, PORT: String(port) },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const server = new MonitoredServer(`http://127.0.0.1:${port}`, child);
    for (const end = Date.now() + STARTING; Date.now() < end; await sleep(50)) {
      if (child.exitCode !== null) break;
      const answer = await fetch(`${server.url}/health`).catch(() => undefined);
      if (answer?.ok) return server;
    }
    child.kill('SIGKILL');
    throw new Error('The server did not start');
  }

  /**
   * What `work` cost the server.
   * @param exactly whether garbage of earlier work is collected first, which takes a moment
   */
  async measure<T>(work: () => Promise<T>, exactly = false): Promise<[T, Cost]> {
    await this.ask(exactly ? 'begin exactly' : 'begin');
    const result = await work();
    return [result, (await this.ask('end')) as Cost];
  }

  /** @returns the exit code, null when it had to be killed */
  async stop(): Promise<number | null> {
    if (this.child.exitCode !== null) return this.child.exitCode;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STARTING);
    await ended;
    clearTimeout(timer);
    return this.child.exitCode;
  }

  private async ask(message: Message): Promise<unknown> {
    const answered = once(this.child, 'message');
    this.child.send(message);
    return ((await answered) as unknown[])[0];
  }
}
