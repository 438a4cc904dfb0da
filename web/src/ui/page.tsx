import { type ReactNode, useEffect } from 'react';
import css from './page.module.css';

/** The bar over a page: its name, and what can be done with all of it. */
export function PageBar({
  title,
  count,
  children,
}: {
  title: string;
  count?: ReactNode;
  children?: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title} · TaskFlow`;
  }, [title]);
  return (
    <header className={css['bar']}>
      <h1>{title}</h1>
      {count !== undefined && <span className={css['count']}>{count}</span>}
      <div className={css['tools']}>{children}</div>
    </header>
  );
}

/** A page that is read from top to bottom, such as those of the settings. */
export function TextPage({
  title,
  tools,
  isWide = false,
  children,
}: {
  title: string;
  tools?: ReactNode;
  isWide?: boolean;
  children: ReactNode;
}) {
  return (
    <div className={css['column']}>
      <PageBar title={title}>{tools}</PageBar>
      <div className={css['scroll']}>
        <div className={css['text']} data-wide={isWide || undefined}>
          {children}
        </div>
      </div>
    </div>
  );
}
