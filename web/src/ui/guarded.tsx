import type { ReactNode } from 'react';
import type { Permission } from '../api/client.ts';
import { useMay, useMe } from '../api/organization.ts';
import { TextPage } from './page.tsx';
import { Forbidden } from './states.tsx';

/** A page for those who have a permission: to others it says whose it is. */
export function Guarded({
  title,
  permission,
  why,
  children,
}: {
  title: string;
  permission: Permission;
  /** Who sees it, as a sentence. */
  why: string;
  children: ReactNode;
}) {
  const me = useMe();
  const may = useMay();
  if (may(permission)) return children;
  return <TextPage title={title}>{me && <Forbidden what={why} />}</TextPage>;
}
