import type { Progress } from '../tenancy/migration/migrate.js';
import { ProgressBar, timeLeft } from './progress-bar.js';

/** How far a migration is, with its rate and the time left: `1200 of 10000, 1 failed, 340/s, 26 s left`. */
export function describeProgress({ migrated, failed, total }: Progress, milliseconds: number): string {
  const done = migrated + failed;
  const rate = done / (milliseconds / 1000);
  const parts = [`${done} of ${total}`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (done > 0 && milliseconds > 0)
    parts.push(`${rate.toFixed(rate < 10 ? 1 : 0)}/s`, `${timeLeft((total - done) / rate)} left`);
  return parts.join(', ');
}

/** Shows how a migration goes on. */
export class MigrationProgress extends ProgressBar {
  progress(progress: Progress): void {
    const { migrated, failed, total } = progress;
    this.show(total === 0 ? 0 : (migrated + failed) / total, () =>
      describeProgress(progress, Date.now() - this.startedAt),
    );
  }
}
