import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { createClient } from '#app/storage/s3/s3-client.js';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';

const SERVERS = ['account', 'container', 'object', 'proxy'] as const;

/** Whether the tests that need OpenStack Swift, which speaks S3, can run here. */
export function swiftAvailable(): boolean {
  return [...SERVERS.map((name) => `swift-${name}-server`), 'swift-ring-builder'].every(
    (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0,
  );
}

export const CREDENTIALS = { accessKeyId: 'test:tester', secretAccessKey: 'testing' };
export const BUCKET = 'taskflow-tests';

/** Swift with one copy of everything, in a folder, and a bucket in it. */
export class TestSwift {
  private constructor(
    private readonly port: number,
    private readonly dir: string,
    private readonly servers: ChildProcess[],
  ) {}

  static async start(): Promise<TestSwift> {
    const dir = mkdtempSync(join(tmpdir(), 'taskflow-swift-'));
    const ports: Record<string, number> = {};
    for (const name of SERVERS) ports[name] = await freePort();
    const devices = join(dir, 'node');
    mkdirSync(join(devices, 'd1'), { recursive: true });
    writeFileSync(
      join(dir, 'swift.conf'),
      ini({
        'swift-hash': { swift_hash_path_suffix: 'test' },
        'storage-policy:0': { name: 'default', default: 'yes' },
      }),
    );
    const common = {
      bind_ip: '127.0.0.1',
      swift_dir: dir,
      user: userInfo().username,
      workers: 0,
      log_level: 'ERROR',
      fallocate_reserve: 0,
      disable_fallocate: 'true',
    };
    for (const name of ['account', 'container', 'object']) {
      const sections = {
        DEFAULT: { ...common, bind_port: ports[name], devices, mount_check: 'false' },
        'pipeline:main': { pipeline: `${name}-server` },
        [`app:${name}-server`]: { use: `egg:swift#${name}` },
      };
      writeFileSync(join(dir, `${name}-server.conf`), ini(sections));
      ring(join(dir, `${name}.builder`), ports[name] as number);
    }
    writeFileSync(
      join(dir, 'proxy-server.conf'),
      ini({
        DEFAULT: { ...common, bind_port: ports['proxy'] },
        'pipeline:main': { pipeline: 'catch_errors cache s3api tempauth slo proxy-server' },
        'filter:catch_errors': { use: 'egg:swift#catch_errors' },
        // None is there: it does without.
        'filter:cache': { use: 'egg:swift#memcache', memcache_servers: '127.0.0.1:1' },
        'filter:s3api': { use: 'egg:swift#s3api', location: 'us-east-1' },
        'filter:tempauth': { use: 'egg:swift#tempauth', user_test_tester: 'testing .admin' },
        'filter:slo': { use: 'egg:swift#slo' },
        'app:proxy-server': {
          use: 'egg:swift#proxy',
          account_autocreate: 'true',
          allow_account_management: 'true',
          // There is no other server to ask, and a busy machine is slow: by default eleven errors, such as connections
          // refused while the servers start, or made in over half a second, leave a server out for a minute.
          error_suppression_interval: 0,
          conn_timeout: 30,
          node_timeout: 60,
        },
      }),
    );
    const servers = SERVERS.map((name) =>
      spawn(`swift-${name}-server`, [join(dir, `${name}-server.conf`)], { stdio: 'ignore' }),
    );
    const swift = new TestSwift(ports['proxy'] as number, dir, servers);
    const client = createClient({
      bucket: BUCKET,
      prefix: '',
      endpoint: swift.endpoint,
      credentials: CREDENTIALS,
    });
    await eventually(() => client.send(new CreateBucketCommand({ Bucket: BUCKET })), 100_000);
    client.destroy();
    return swift;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** @param endpoint of a proxy in front of it */
  url(prefix: string, endpoint: string = this.endpoint): string {
    const { accessKeyId, secretAccessKey } = CREDENTIALS;
    return `s3://${encodeURIComponent(accessKeyId)}:${secretAccessKey}@${BUCKET}/${prefix}?endpoint=${endpoint}`;
  }

  async stop(): Promise<void> {
    const ended = Promise.all(this.servers.map((server) => once(server, 'exit')));
    for (const server of this.servers) server.kill('SIGKILL');
    await ended;
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** A ring of one device. */
function ring(builder: string, port: number): void {
  for (const args of [['create', '0', '1', '0'], ['add', `r1z1-127.0.0.1:${port}/d1`, '1'], ['rebalance']]) {
    const { status, stdout } = spawnSync('swift-ring-builder', [builder, ...args], { encoding: 'utf8' });
    // 1 is a warning.
    if (status === null || status > 1) throw new Error(`swift-ring-builder ${args[0]}: ${stdout}`);
  }
}

const ini = (sections: Record<string, Record<string, string | number | undefined>>): string =>
  Object.entries(sections)
    .map(
      ([name, values]) =>
        `[${name}]\n` +
        Object.entries(values)
          .map(([key, value]) => `${key} = ${value}\n`)
          .join(''),
    )
    .join('\n');
