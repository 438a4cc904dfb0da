import { readFileSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/**
 * Loaded into a server in front of everything else (`node --import`), it tells its parent what happened to
 * the event loop and to the memory between two messages.
 */

/** What one piece of work cost. */
export interface Cost {
  /** The longest time for which nothing else had a turn, in milliseconds. */
  held: number;
  /** How much more memory was resident at most than before, in MiB. */
  memory: number;
  /** How much is resident afterwards, in MiB. */
  resident: number;
  /** How much is in use afterwards, on the heap and beside it, in MiB: without what waits to be collected after `begin exactly`. */
  live: number;
}

export type Message = 'begin' | 'begin exactly' | 'end';

const MIB = 1024 * 1024;
/** In milliseconds. */
const RESOLUTION = 5;
const delay = monitorEventLoopDelay({ resolution: RESOLUTION });
delay.enable();
const collect = (): void => (globalThis as { gc?: () => void }).gc?.();
const resident = (): number => process.memoryUsage.rss() / MIB;
function live(): number {
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / MIB;
}
let before = 0;
let computed = 0;
let longest = 0;

/** The most that the main thread has computed between two turns of a timer, in milliseconds. */
function noteTurn(): void {
  const { user, system } = process.threadCpuUsage();
  const now = (user + system) / 1000;
  longest = Math.max(longest, now - computed);
  computed = now;
}
setInterval(noteTurn, RESOLUTION).unref();

/** Linux remembers the peak between two samples. */
function resetPeak(): void {
  if (process.platform === 'linux') writeFileSync('/proc/self/clear_refs', '5');
}

function peak(): number {
  if (process.platform !== 'linux') return resident();
  const kilobytes = /^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}

process.on('message', (message: Message) => {
  if (message !== 'end') {
    if (message === 'begin exactly') collect();
    before = resident();
    resetPeak();
    noteTurn();
    longest = 0;
    delay.reset();
    process.send?.('begun');
    return;
  }
  noteTurn();
  // On a machine that others use, too, a process also waits for its turn: what it held itself, it computed.
  const held = Math.min(delay.max / 1e6, longest);
  const most = peak();
  process.send?.({
    held,
    memory: Math.max(0, most - before),
    resident: resident(),
    live: live(),
  } satisfies Cost);
});
// The channel alone keeps no server alive that was told to end.
process.channel?.unref();
