/** A server with the demo data, for scripts that look at the console. It leaves nothing behind. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../test/support/free-port.ts';
import { ROOT } from './root.ts';

export const OWNER = 'olivia@acme.example';
const PASSWORD = 'taskflow-demo';

/** What is read of the answers. */
interface Answer {
  accessToken: string;
  importId: string;
  status: string;
  id: string;
  number: number;
  data: { number: number }[];
}

export class DemoServer {
  readonly url: string;
  /** Ends the server, and removes its data. */
  readonly stop: () => Promise<void>;
  private readonly env: NodeJS.ProcessEnv;

  private constructor(url: string, env: NodeJS.ProcessEnv, stop: () => Promise<void>) {
    this.url = url;
    this.env = env;
    this.stop = stop;
  }

  static async start(): Promise<DemoServer> {
    const dataDir = mkdtempSync(join(tmpdir(), 'taskflow-demo-'));
    const port = await freePort();
    const env = {
      ...process.env,
      PORT: String(port),
      DATA_DIR: dataDir,
      LOG_LEVEL: 'silent',
      DATABASE_URL: '',
      REDIS_URL: '',
    };
    const child = spawn(process.execPath, [join(ROOT, 'dist/main.js')], {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const server = new DemoServer(`http://127.0.0.1:${port}`, env, async () => {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
      rmSync(dataDir, { recursive: true, force: true });
    });
    await server.untilReady();
    return server;
  }

  private async untilReady(): Promise<void> {
    for (let tries = 0; tries < 600; tries++) {
      const isUp = await fetch(`${this.url}/app/demo.json`).then(
        async (response) => response.ok && (await response.json()) !== null,
        () => false,
      );
      if (isUp) return;
      await sleep(200);
    }
    await this.stop();
    throw new Error('The server did not start');
  }

  async call(path: string, token?: string, body?: object, method = body ? 'POST' : 'GET'): Promise<Answer> {
    const headers = {
      ...(body && !(body instanceof FormData) ? { 'content-type': 'application/json' } : {}),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    };
    const response = await fetch(this.url + path, {
      method,
      headers,
      body: body instanceof FormData ? body : JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
    return (await response.json()) as Answer;
  }

  /** @returns an access token of the owner */
  async signIn(): Promise<string> {
    return (await this.call('/auth/login', undefined, { email: OWNER, password: PASSWORD })).accessToken;
  }

  async importTasks(token: string, csv: string): Promise<void> {
    const form = new FormData();
    form.append('file', new Blob([csv]), 'tasks.csv');
    const { importId } = await this.call('/tasks/import?unknownProjects=create', token, form);
    while (!['COMPLETED', 'FAILED'].includes((await this.call(`/imports/${importId}`, token)).status))
      await sleep(200);
  }

  /** The owner sees the pages of platform admins, too. */
  async makePlatformAdmin(): Promise<void> {
    const command = [join(ROOT, 'bin/taskflow.js'), 'create-admin', '--email', OWNER];
    const child = spawn(process.execPath, command, { env: this.env, stdio: ['ignore', 'ignore', 'inherit'] });
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new Error('There is no platform admin');
  }
}
