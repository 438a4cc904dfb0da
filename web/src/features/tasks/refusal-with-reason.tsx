import { toApiError } from '../../api/problem.ts';
import css from './refusal-with-reason.module.css';

/** What the API refuses, and why, where it was asked for. */
export function RefusalWithReason({ error }: { error: unknown }) {
  const { title, detail, errors = [] } = toApiError(error).problem;
  const reason = errors.map(({ message }) => message).join('. ') || (detail !== title && detail);
  return (
    <p role="alert" className={css['refusal']}>
      <strong>{title}</strong>
      {reason && <> {reason}</>}
    </p>
  );
}
