import { Button, Menu, NativeSelect, UnstyledButton } from '@mantine/core';
import { DotsHorizontalIcon } from '@radix-ui/react-icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, read, type Role } from '../../api/client.ts';
import { notifyDone, notifyError } from '../../ui/notify.tsx';
import { Failure } from '../../ui/states.tsx';
import { formatDay } from '../../ui/format.ts';
import { Person, Time } from '../../ui/signs.tsx';
import { membersQuery, useMay, useMe } from '../../api/organization.ts';
import { ACTIONS, ROLE } from '../../texts/common.ts';
import { MEMBERS } from '../../texts/settings.ts';
import { SETTINGS_TABS } from '../../texts/shell.ts';
import { fill } from '../../ui/fill.tsx';
import { Invitations, Invite } from './invitations.tsx';
import { rolesUpTo } from './roles.ts';
import { OrganizationPage } from './settings-pages.tsx';
import css from '../../ui/sections.module.css';

export function MembersPage() {
  const members = useQuery(membersQuery);
  const me = useMe();
  const may = useMay();
  return (
    <OrganizationPage title={SETTINGS_TABS.members} permission="member:read" what={MEMBERS.why}>
      {may('invitation:manage') && me && <Invite own={me.role} />}
      {members.isError ? (
        <Failure error={members.error} reset={() => void members.refetch()} />
      ) : (
        <ul className={css['rows']} aria-busy={members.isPending} aria-label={SETTINGS_TABS.members}>
          {members.data?.map(({ userId, name, email, role, joinedAt }) => (
            <li key={userId}>
              <Person id={userId} name={name} size={28} label={false} />
              <div className={css['main']}>
                <strong>{name}</strong>
                {userId === me?.user.id && <span className={css['badge']}>{MEMBERS.you}</span>}
                <div className={css['dim']}>
                  {fill(MEMBERS.facts, {
                    email: email,
                    day: <Time at={joinedAt}>{formatDay(joinedAt)}</Time>,
                  })}
                </div>
              </div>
              <MemberRole
                userId={userId}
                name={name}
                role={role}
                own={may('member:manage') && me && userId !== me.user.id ? me.role : undefined}
              />
            </li>
          ))}
        </ul>
      )}
      {may('invitation:manage') && <Invitations />}
    </OrganizationPage>
  );
}

function MemberRole({ userId, name, role, own }: { userId: string; name: string; role: Role; own?: Role }) {
  const client = useQueryClient();
  const again = (): Promise<void> => client.invalidateQueries({ queryKey: membersQuery.queryKey });
  const path = { userId };
  const change = useMutation({
    mutationFn: (next: Role) =>
      read(api.PATCH('/organizations/current/members/{userId}', { params: { path }, body: { role: next } })),
    onSuccess: async (_member, next) => {
      await again();
      notifyDone(MEMBERS.roleChanged(name, ROLE[next]));
    },
    onError: notifyError,
  });
  const remove = useMutation({
    mutationFn: () => read(api.DELETE('/organizations/current/members/{userId}', { params: { path } })),
    onSuccess: async () => {
      await again();
      notifyDone(MEMBERS.removed(name));
    },
    onError: notifyError,
  });
  const [isSure, setSure] = useState(false);
  if (!own || !rolesUpTo(own).includes(role)) return <span className={css['dim']}>{ROLE[role]}</span>;
  if (isSure)
    return (
      <>
        <span>{MEMBERS.removeQuestion(name)}</span>
        <Button size="compact-sm" color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
          {ACTIONS.remove}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => setSure(false)}>
          {ACTIONS.cancel}
        </Button>
      </>
    );
  return (
    <>
      <NativeSelect
        size="xs"
        aria-label={MEMBERS.roleOf(name)}
        value={role}
        disabled={change.isPending}
        data={rolesUpTo(own).map((one) => ({ value: one, label: ROLE[one] }))}
        onChange={({ currentTarget }) => change.mutate(currentTarget.value as Role)}
      />
      <Menu position="bottom-end">
        <Menu.Target>
          <UnstyledButton className={css['icon']} aria-label={MEMBERS.more(name)}>
            <DotsHorizontalIcon />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item c="var(--red)" onClick={() => setSure(true)}>
            {MEMBERS.remove}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
