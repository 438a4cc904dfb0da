import { UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { api, read } from '../../api/client.ts';
import { useMe } from '../../api/organization.ts';
import { API_URL } from '../../api/url.ts';
import { useAction } from '../../ui/action.ts';
import { TabbedPage } from '../../ui/sections.tsx';
import { Empty } from '../../ui/states.tsx';
import type { Tab } from '../../ui/tab.ts';
import css from '../../ui/sections.module.css';

const TABS: Tab[] = [
  { to: '/platform/organizations', label: 'Organizations' },
  { to: '/platform/users', label: 'Users' },
  { to: '/platform/figures', label: 'Figures' },
  { to: '/platform/migrations', label: 'Migrations' },
  { to: '/platform/audit', label: 'Audit' },
  { to: '/platform/mails', label: 'Mails' },
];

/** A page of those who run this TaskFlow. */
export function PlatformPage({ title, children }: { title: string; children: ReactNode }) {
  const me = useMe();
  if (!me)
    return (
      <TabbedPage title={title} tabs={[]}>
        <div aria-busy="true" />
      </TabbedPage>
    );
  if (!me.isPlatformAdmin)
    return (
      <TabbedPage title={title} tabs={[]}>
        <Empty title="For platform admins">
          Those who run this TaskFlow manage it here. It isn’t a matter of your role in the organization.
        </Empty>
      </TabbedPage>
    );
  return (
    <TabbedPage title={title} tabs={TABS} extra={<Queues />}>
      {children}
    </TabbedPage>
  );
}

/** The board of the queues has a session of its own. */
function Queues() {
  const open = useAction(() => read(api.POST('/admin/queues/session')), {
    onDone: () => location.assign(`${API_URL}/admin/queues`),
  });
  return (
    <UnstyledButton className={css['tab']} disabled={open.isPending} onClick={() => open.mutate()}>
      Queues
    </UnstyledButton>
  );
}
