import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { toApiError } from '../api/problem.ts';
import css from './states.module.css';

/** A page, or a part of one, that has nothing to show: it says why, and what to do. */
export function Empty({
  title,
  children,
  action,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={css['empty']}>
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {action}
    </div>
  );
}

export function Failure({ error, reset }: { error: unknown; reset?: () => void }) {
  const { problem } = toApiError(error);
  return (
    <div className={css['empty']} role="alert">
      <h2>{problem.title}</h2>
      {problem.detail && problem.detail !== problem.title && <p>{problem.detail}</p>}
      {reset && (
        <Button variant="default" onClick={reset}>
          Try again
        </Button>
      )}
    </div>
  );
}

export function Forbidden({ what }: { what: string }) {
  return (
    <Empty title="Not for your role">
      {what} An owner or admin of the organization can change your role.
    </Empty>
  );
}

export function NotFound() {
  return (
    <main className={css['page']}>
      <Empty title="There is no such page" action={<Link to="/tasks">Go to the tasks</Link>}>
        The address may be mistyped, or the page has moved.
      </Empty>
    </main>
  );
}
