import { Anchor, Title } from '@mantine/core';
import { Link, type LinkProps } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { addressOf } from '../../api/url.ts';
import css from './session.module.css';

/** What the pages before the sign-in have in common. */
export function Frame({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · TaskFlow`;
  }, [title]);
  return (
    <main className={css['frame']}>
      <div className={css['card']}>
        <div className={css['brand']}>
          <img src={addressOf('favicon.svg')} alt="" width={28} height={28} />
          TaskFlow
        </div>
        <Title order={1} fz={20} lh="28px" fw={600}>
          {title}
        </Title>
        {lead && <p className={css['lead']}>{lead}</p>}
        {children}
      </div>
    </main>
  );
}

export function PageLink({ to, children }: { to: LinkProps['to']; children: ReactNode }) {
  return (
    <Anchor component={Link} to={to as string} fz={13} underline="always">
      {children}
    </Anchor>
  );
}

/** What the API says of the whole form. */
export function Refusal({ children }: { children?: ReactNode }) {
  return children ? (
    <div className={css['refusal']} role="alert">
      {children}
    </div>
  ) : null;
}
