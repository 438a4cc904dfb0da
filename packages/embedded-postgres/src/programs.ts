import { spawn, type ChildProcess } from 'node:child_process';
import { dirname, join } from 'node:path';
import type { ServerAccount } from './installation.js';

/** Runs the programs of a PostgreSQL installation under the server's account. */
export class Programs {
  private hasStarted = false;

  /**
   * @param bin the folder of the programs
   * @param onFirst called once, when the first program has started
   */
  constructor(
    private readonly bin: string,
    private readonly account: ServerAccount | undefined,
    private readonly onFirst: (() => void) | undefined,
  ) {}

  /** Detached: Ctrl-C must reach the application first, which then stops the server in order. */
  spawn(program: string, args: string[], output: number | 'pipe'): ChildProcess {
    const child = spawn(join(this.bin, program), args, {
      ...this.account,
      cwd: dirname(this.bin),
      env: { ...process.env, LC_ALL: 'C.UTF-8', TZ: 'UTC' },
      detached: true,
      stdio: ['ignore', output, output],
    });
    if (!this.hasStarted) this.onFirst?.();
    this.hasStarted = true;
    return child;
  }

  /** Runs a program to its end. @throws Error with its output when it fails */
  run(program: string, args: string[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const child = this.spawn(program, args, 'pipe');
      let output = '';
      child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
      child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
      child.on('error', reject);
      child.on('close', (code) =>
        code === 0 ? resolve() : reject(new Error(`${program} failed:\n${output}`)),
      );
    });
  }
}
