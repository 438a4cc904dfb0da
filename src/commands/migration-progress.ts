import type { Progress } from '../tenancy/migration/migrate.js';

const BAR_WIDTH = 30;
/** Between two lines where there is no terminal, in milliseconds. */
const LINE_INTERVAL = 5000;
/** Between two pictures of the bar, in milliseconds. */
const FRAME_INTERVAL = 100;

/** How far a migration is, with its rate and the time left: `1200 of 10000, 1 failed, 340/s, 26 s left`. */
export function describeProgress({ migrated, failed, total }: Progress, milliseconds: number): string {
  const done = migrated + failed;
  const rate = done / (milliseconds / 1000);
  const parts = [`${done} of ${total}`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (done > 0 && milliseconds > 0)
    parts.push(`${rate.toFixed(rate < 10 ? 1 : 0)}/s`, `${duration((total - done) / rate)} left`);
  return parts.join(', ');
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

export function progressBar({ migrated, failed, total }: Progress): string {
  const filled = total === 0 ? 0 : Math.floor((BAR_WIDTH * (migrated + failed)) / total);
  return `[${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}]`;
}

/** Shows how a migration goes on: a bar on a terminal, a line now and then anywhere else. */
export class MigrationProgress {
  private readonly startedAt = Date.now();
  private shownAt = Date.now();
  private isBarShown = false;

  constructor(private readonly output: NodeJS.WriteStream) {}

  line(text: string): void {
    this.clear();
    this.output.write(`${text}\n`);
  }

  progress(progress: Progress): void {
    const isTerminal = this.output.isTTY;
    if (Date.now() - this.shownAt < (isTerminal ? FRAME_INTERVAL : LINE_INTERVAL)) return;
    this.shownAt = Date.now();
    const text = describeProgress(progress, Date.now() - this.startedAt);
    if (!isTerminal) return this.line(text);
    this.clear();
    this.output.write(`${progressBar(progress)} ${text}`);
    this.isBarShown = true;
  }

  /** Takes the bar away, for what is printed next. */
  clear(): void {
    if (!this.isBarShown) return;
    this.output.clearLine(0);
    this.output.cursorTo(0);
    this.isBarShown = false;
  }
}
