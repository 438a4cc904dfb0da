import css from './share.module.css';

/** How much of a whole: of the tasks of a project, or of a file that is being written. */
export function Share({ percent, label }: { percent: number; label: string }) {
  return (
    <div
      className={css['share']}
      role="progressbar"
      aria-label={label}
      aria-valuenow={Math.round(percent)}
      aria-valuemin={0}
      aria-valuemax={100}
      style={{ '--share': `${Math.min(100, Math.max(0, percent))}%` } as React.CSSProperties}
    />
  );
}
