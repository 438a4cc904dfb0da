import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { toApiError } from '../api/problem.ts';
import { STATES } from '../texts/ui.ts';
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
      {problem.status >= 500 && problem.requestId && <p>{STATES.request(problem.requestId)}</p>}
      {reset && (
        <Button variant="default" onClick={reset}>
          {STATES.tryAgain}
        </Button>
      )}
    </div>
  );
}

export function Forbidden({ what }: { what: string }) {
  return <Empty title={STATES.forbidden}>{STATES.forbiddenDetail(what)}</Empty>;
}

export function NotFound() {
  return (
    <main className={css['page']}>
      <Empty title={STATES.notFound} action={<Link to="/tasks">{STATES.toTasks}</Link>}>
        {STATES.notFoundDetail}
      </Empty>
    </main>
  );
}
