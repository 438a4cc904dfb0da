import { UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { api, read } from '../../api/client.ts';
import { useMe } from '../../api/organization.ts';
import { API_URL } from '../../api/url.ts';
import { PLATFORM } from '../../texts/platform.ts';
import { useAction } from '../../ui/action.ts';
import { TextPage } from '../../ui/page.tsx';
import { TabbedPage } from '../../ui/sections.tsx';
import { Empty } from '../../ui/states.tsx';
import type { Tab } from '../../ui/tab.ts';
import css from '../../ui/sections.module.css';

const TABS: Tab[] = [
  { to: '/platform/organizations', label: PLATFORM.organizations },
  { to: '/platform/users', label: PLATFORM.users },
  { to: '/platform/figures', label: PLATFORM.figures },
  { to: '/platform/migrations', label: PLATFORM.migrations },
  { to: '/platform/audit', label: PLATFORM.audit },
  { to: '/platform/mails', label: PLATFORM.mails },
];

/** A page of those who run this TaskFlow. */
export function PlatformPage({ title, children }: { title: string; children: ReactNode }) {
  const me = useMe();
  if (!me)
    return (
      <TextPage title={title}>
        <div aria-busy="true" />
      </TextPage>
    );
  if (!me.isPlatformAdmin)
    return (
      <TextPage title={title}>
        <Empty title={PLATFORM.forAdmins}>{PLATFORM.forAdminsDetail}</Empty>
      </TextPage>
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
      {PLATFORM.queues}
    </UnstyledButton>
  );
}
