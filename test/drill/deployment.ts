import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenAPIObject } from '@nestjs/swagger';
import { EmbeddedPostgres } from '@taskflow/embedded-postgres';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { type CommandResult, runCommandIn } from '../support/run-command.ts';
import { ServerProcess } from '../support/server-process.ts';

/** The product over a data folder of its own, with its embedded database, as operators run it. */
export class Deployment {
  baseUrl = '';
  readonly dataDir: string;
  private readonly settings: Record<string, string>;
  private server: ServerProcess | undefined;

  constructor(dataDir: string, settings: Record<string, string> = {}) {
    this.dataDir = dataDir;
    this.settings = settings;
  }

  /** Of each of its processes. */
  get environment(): Record<string, string> {
    return { DATA_DIR: this.dataDir, LOG_LEVEL: 'error', NOTIFICATION_DELAY_SECONDS: '0', ...this.settings };
  }

  /** @param jobs `off`: nothing happens by itself */
  async start(jobs: 'inline' | 'off'): Promise<void> {
    this.server = new ServerProcess({ ...this.environment, JOBS: jobs, PORT: String(await freePort()) });
    this.baseUrl = await this.server.url();
  }

  async document(): Promise<OpenAPIObject> {
    return (await fetch(`${this.baseUrl}/docs-json`)).json() as Promise<OpenAPIObject>;
  }

  /** Signs a user in. @returns the access token */
  async signIn(email: string, password: string): Promise<string> {
    const response = await this.call('/auth/login', '', JSON.stringify({ email, password }));
    return ((await response.json()) as { accessToken: string }).accessToken;
  }

  /** A POST, or a DELETE. @throws Error unless it succeeds */
  async call(path: string, token: string, body?: string | FormData, method = 'POST'): Promise<Response> {
    const response = await fetch(this.baseUrl + path, {
      method,
      body,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(typeof body === 'string' ? { 'content-type': 'application/json' } : {}),
      },
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  }

  /** Runs a command. @throws Error with what it printed unless it succeeds */
  async taskflow(...args: string[]): Promise<string> {
    const { code, output, log } = await this.tryTaskflow(...args);
    if (code !== 0) throw new Error(`taskflow ${args.join(' ')}: ${output}${log}`);
    return output;
  }

  tryTaskflow(...args: string[]): Promise<CommandResult> {
    return runCommandIn(this.environment, ...args);
  }

  async stop(): Promise<void> {
    await this.server?.end('SIGTERM');
  }

  /** Kills the process and its database at once, and removes all data. */
  async destroy(): Promise<void> {
    await this.server?.end('SIGKILL');
    const postgres = join(this.dataDir, 'postgres');
    const pidFile = join(postgres, 'cluster/postmaster.pid');
    if (EmbeddedPostgres.find(postgres)) process.kill(parseInt(readFileSync(pidFile, 'utf8')), 'SIGKILL');
    await eventually(() => !existsSync(postgres) || EmbeddedPostgres.find(postgres) === undefined);
    EmbeddedPostgres.remove(postgres);
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}
