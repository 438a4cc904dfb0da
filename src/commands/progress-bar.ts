const BAR_WIDTH = 30;
/** Between two lines where there is no terminal, in milliseconds. */
const LINE_INTERVAL = 5000;
/** Between two pictures of the bar, in milliseconds. */
const FRAME_INTERVAL = 100;

/** @param fraction from 0 to 1 */
export function bar(fraction: number): string {
  const filled = Math.floor(BAR_WIDTH * Math.min(fraction, 1));
  return `[${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}]`;
}

/** What is left to be done at the speed so far: `26 s`, `17 min`, `2.8 h`. */
export function timeLeft(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

/** Shows how something goes on: a bar on a terminal, a line now and then anywhere else. */
export class ProgressBar {
  protected readonly startedAt = Date.now();
  private shownAt = Date.now();
  private isBarShown = false;

  constructor(private readonly output: NodeJS.WriteStream) {}

  line(text: string): void {
    this.clear();
    this.output.write(`${text}\n`);
  }

  /** @param fraction from 0 to 1 */
  show(fraction: number, describe: () => string): void {
    const isTerminal = this.output.isTTY;
    if (Date.now() - this.shownAt < (isTerminal ? FRAME_INTERVAL : LINE_INTERVAL)) return;
    this.shownAt = Date.now();
    if (!isTerminal) return this.line(describe());
    this.clear();
    this.output.write(`${bar(fraction)} ${describe()}`);
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

const MEGABYTE = 1_000_000;

/** Shows how many of some bytes are done: `Copying files: 120 of 480 MB, 60 MB/s, 6 s left`. */
export class BytesProgress extends ProgressBar {
  private doing = '';
  private begunAt = 0;
  private done = 0;
  private total = 0;

  /** @param total in bytes; it may be an estimate */
  begin(doing: string, total: number): void {
    this.doing = doing;
    this.begunAt = Date.now();
    this.done = 0;
    this.total = total;
  }

  add(bytes: number): void {
    this.reached(this.done + bytes);
  }

  reached(done: number, total = this.total): void {
    this.done = done;
    this.total = Math.max(total, done);
    this.show(this.done / this.total, () => {
      const rate = done / ((Date.now() - this.begunAt) / 1000);
      const [doneMegabytes, allMegabytes] = [done, this.total].map((bytes) => Math.round(bytes / MEGABYTE));
      return (
        `${this.doing}: ${doneMegabytes} of ${allMegabytes} MB, ${(rate / MEGABYTE).toFixed(0)} MB/s, ` +
        `${timeLeft((this.total - done) / rate)} left`
      );
    });
  }
}
