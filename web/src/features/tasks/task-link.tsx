import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { focusWhenThere } from './use-list-keys.ts';

/** Opens another task in the panel, over the list that is there. The focus goes with it. */
export function TaskLink({
  number,
  className,
  title,
  children,
}: {
  number: number;
  className?: string;
  /** The whole title, where what is shown may be cut off. */
  title?: string;
  children: ReactNode;
}) {
  return (
    <Link
      to="."
      search={(before) => ({ ...before, task: number })}
      className={className}
      title={title}
      onClick={(event) => {
        const isHere = !event.ctrlKey && !event.metaKey && !event.shiftKey;
        if (isHere) focusWhenThere(`[data-task="${number}"] h2`);
      }}
    >
      {children}
    </Link>
  );
}
