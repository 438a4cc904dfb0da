import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../test/support/eventually.ts';
import { freePort } from '../test/support/free-port.ts';
import { TestRedis } from '../test/support/redis.ts';
import { environmentOf, type Fixture } from './fixture.ts';
import { Server } from './server.ts';

/** Has the configuration that operators are told to use. */
const PAGE = 'docs/operating/several-processes.md';
/** Where the page has the proxy and the API processes. */
const [PAGE_PROXY, PAGE_APIS] = ['listen 80;', ['127.0.0.1:3001', '127.0.0.1:3002']] as const;

/** Where nginx keeps what it buffers: beside its configuration, so that any user can run it. */
const BUFFERS = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

export type Role = 'API' | 'worker';

interface Place {
  role: Role;
  port: number;
  server: Server;
}

/** Whether nginx can be run here. */
export const nginxAvailable = (): boolean => spawnSync('nginx', ['-v']).status === 0;

/** Two API processes behind nginx, and two worker processes, on PostgreSQL alone or with Redis. */
export class BehindNginx {
  private readonly folder = mkdtempSync(join(tmpdir(), 'taskflow-nginx-'));
  private readonly places: Place[] = [];
  private readonly fixture: Fixture;
  private readonly redis: TestRedis | undefined;
  private nginx?: ChildProcess;
  url = '';

  private constructor(fixture: Fixture, redis: TestRedis | undefined) {
    this.fixture = fixture;
    this.redis = redis;
  }

  static async start(fixture: Fixture, withRedis: boolean): Promise<BehindNginx> {
    const deployment = new BehindNginx(fixture, withRedis ? await TestRedis.start() : undefined);
    for (const role of ['API', 'API', 'worker', 'worker'] as const) {
      const port = await freePort();
      deployment.places.push({ role, port, server: await deployment.launch(role, port) });
    }
    await deployment.startNginx();
    return deployment;
  }

  /** Past nginx. */
  get apiUrls(): string[] {
    return this.ofRole('API').map(({ server }) => server.url);
  }

  /** Replaces each process, one after another, as an operator does with a new version. */
  async restartEach(): Promise<void> {
    for (const place of this.places) {
      await place.server.stop();
      place.server = await this.launch(place.role, place.port);
    }
  }

  /** Freezes the first process of a role until `meanwhile` has ended. */
  async freezeOne(role: Role, meanwhile: () => Promise<unknown>): Promise<void> {
    const [place] = this.ofRole(role) as [Place];
    place.server.freeze();
    try {
      await meanwhile();
    } finally {
      place.server.thaw();
    }
  }

  async stop(): Promise<void> {
    this.nginx?.kill('SIGTERM');
    await Promise.all(this.places.map(({ server }) => server.stop()));
    await this.redis?.end();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private ofRole(role: Role): Place[] {
    return this.places.filter((place) => place.role === role);
  }

  private launch(role: Role, port: number): Promise<Server> {
    const script = role === 'API' ? 'dist/main.js' : 'dist/worker.js';
    const env = {
      ...environmentOf(this.fixture),
      JOBS: 'off',
      TRUST_PROXY: '127.0.0.1',
      ...(this.redis && { REDIS_URL: this.redis.url }),
    };
    return Server.start(`${role} at ${port}`, script, env, port);
  }

  private async startNginx(): Promise<void> {
    const port = await freePort();
    const site = PAGE_APIS.reduce(
      (text, address, index) => text.replaceAll(address, new URL(this.apiUrls[index] as string).host),
      siteOf(readFileSync(PAGE, 'utf8')).replace(PAGE_PROXY, `listen 127.0.0.1:${port};`),
    );
    const buffers = BUFFERS.map((name) => `${name}_temp_path ${this.folder}/${name};`).join('\n  ');
    const configuration = [
      `pid ${this.folder}/nginx.pid;`,
      'events {}',
      `http {\n  access_log off;\n  ${buffers}\n${site}}`,
    ];
    chmodSync(this.folder, 0o755);
    writeFileSync(join(this.folder, 'nginx.conf'), configuration.join('\n'));
    const args = ['-p', this.folder, '-c', join(this.folder, 'nginx.conf'), '-g', 'daemon off;'];
    // It tells of each process that doesn't answer, which is what is counted here.
    const nginx = spawn('nginx', ['-e', join(this.folder, 'error.log'), ...args], { stdio: 'ignore' });
    const end = (): void => void nginx.kill();
    process.once('exit', end);
    nginx.once('exit', () => process.off('exit', end));
    this.nginx = nginx;
    this.url = `http://127.0.0.1:${port}`;
    try {
      await eventually(async () => (await fetch(`${this.url}/health/ready`)).ok);
    } catch {
      throw new Error(`nginx does not answer: ${readFileSync(join(this.folder, 'error.log'), 'utf8')}`);
    }
  }
}

function siteOf(page: string): string {
  const site = /```nginx\n(.*?)```/s.exec(page)?.[1];
  if (!site?.includes(PAGE_PROXY) || !PAGE_APIS.every((address) => site.includes(address)))
    throw new Error(`${PAGE} has no configuration of nginx with ${PAGE_PROXY} and ${PAGE_APIS.join(', ')}`);
  return site;
}
