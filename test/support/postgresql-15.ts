import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Role, serverAccount } from '@taskflow/embedded-postgres';
import { freePort } from './free-port.ts';
import { queryOnce } from './query-once.ts';

const BIN = '/usr/lib/postgresql/15/bin';

/** Whether Debian's PostgreSQL 15 is installed, the oldest one that the product runs on. */
export const postgresql15Available = (): boolean => existsSync(`${BIN}/postgres`);

/** The processes that a process has started, as Linux tells. */
function childrenOf(parent: number): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => parentOf(pid) === parent);
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
  } catch {
    // It has ended meanwhile.
    return undefined;
  }
}

/** A server of Debian's PostgreSQL 15 on a cluster of its own. */
export class Postgresql15 {
  readonly cluster: string;
  private readonly password: string;
  private readonly account = serverAccount();
  private port = 0;

  /** @param cluster a folder; the account that servers run under has to reach it */
  constructor(cluster: string, password: string) {
    this.cluster = cluster;
    this.password = password;
  }

  /** Makes the cluster as the embedded PostgreSQL makes it. */
  create(): void {
    const passwordFile = `${this.cluster}.password`;
    mkdirSync(dirname(this.cluster), { recursive: true });
    mkdirSync(this.cluster);
    writeFileSync(passwordFile, this.password);
    for (const path of [this.cluster, passwordFile]) this.own(path);
    const login = ['-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`];
    this.run('initdb', '-D', this.cluster, ...login, '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync');
    rmSync(passwordFile);
  }

  /** Makes the cluster as a copy of another one, which it follows as a streaming replica once it is started. */
  replicate(primary: Postgresql15): void {
    mkdirSync(dirname(this.cluster), { recursive: true });
    mkdirSync(this.cluster, { mode: 0o700 });
    this.own(this.cluster);
    const target = ['--checkpoint=fast', '--no-sync', '--write-recovery-conf', '-D', this.cluster];
    this.run('pg_basebackup', '-d', primary.url('postgres'), ...target);
  }

  /** Sends a signal to all processes of the server, the postmaster first. */
  signal(signal: NodeJS.Signals): void {
    const postmaster = parseInt(readFileSync(`${this.cluster}/postmaster.pid`, 'utf8'));
    for (const pid of [postmaster, ...childrenOf(postmaster)]) process.kill(pid, signal);
  }

  /** Gives a file or a folder to the account that the server runs under. */
  own(path: string): void {
    if (this.account) chownSync(path, this.account.uid, this.account.gid);
  }

  /** @param settings as lines of postgresql.conf */
  async start(settings: string[] = []): Promise<void> {
    this.port ||= await freePort();
    const all = [
      `port=${this.port}`,
      'listen_addresses=127.0.0.1',
      'unix_socket_directories=',
      'fsync=off',
      ...settings,
    ];
    const options = all.map((setting) => `-c '${setting}'`).join(' ');
    this.run('pg_ctl', '-D', this.cluster, '-w', '-l', `${this.cluster}/server.log`, '-o', options, 'start');
  }

  stop(mode: 'fast' | 'immediate' = 'fast'): void {
    if (existsSync(`${this.cluster}/postmaster.pid`))
      this.run('pg_ctl', '-D', this.cluster, '-w', '-m', mode, 'stop');
  }

  url(database: string, { name, password }: Role = { name: 'postgres', password: this.password }): string {
    return `postgres://${name}:${password}@127.0.0.1:${this.port}/${database}`;
  }

  /** Runs statements as superuser. @returns the rows of the last one */
  query(sql: string, database = 'postgres'): Promise<Record<string, any>[]> {
    return queryOnce(this.url(database), sql);
  }

  /** Runs a program of PostgreSQL 15 as the account of the server. @returns what it printed; @throws Error when it fails */
  run(program: string, ...args: string[]): string {
    // What a server inherits would keep the pipe open.
    const stdio = program === 'pg_ctl' ? 'ignore' : 'pipe';
    const env = { PATH: process.env['PATH'], PGPASSWORD: this.password, LC_ALL: 'C.UTF-8' };
    return String(execFileSync(`${BIN}/${program}`, args, { ...this.account, cwd: '/', env, stdio }) ?? '');
  }
}
