import { Button, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api, read } from '../../api/client.ts';
import { meQuery, membersQuery, useMay, useMe } from '../../api/organization.ts';
import { renew } from '../../api/session.ts';
import { ACTIONS } from '../../texts/common.ts';
import { DELETION, LEAVING, TRANSFER } from '../../texts/settings.ts';
import { SETTINGS_TABS } from '../../texts/shell.ts';
import { CONFIRMATION } from '../../texts/ui.ts';
import { useAction } from '../../ui/action.ts';
import { ConfirmByName, Section } from '../../ui/sections.tsx';
import { OrganizationPage } from './settings-pages.tsx';
import css from '../../ui/sections.module.css';

export function DangerPage() {
  const may = useMay();
  return (
    <OrganizationPage title={SETTINGS_TABS.danger}>
      <Leave />
      {may('organization:transfer') && <Transfer />}
      {may('organization:delete') && <Delete />}
    </OrganizationPage>
  );
}

/** Goes on where the session leads now: to another organization, or out. */
function useOnward(): () => Promise<void> {
  const navigate = useNavigate();
  return async () => {
    if (await renew()) await navigate({ to: '/tasks', search: {} });
  };
}

function Leave() {
  const me = useMe();
  const onward = useOnward();
  const leave = useAction(
    (userId: string) =>
      read(api.DELETE('/organizations/current/members/{userId}', { params: { path: { userId } } })),
    { done: LEAVING.done, onDone: onward },
  );
  if (!me) return null;
  return (
    <Section title={LEAVING.title} hint={LEAVING.hint(me.organization.name)}>
      <ConfirmByName
        name={me.organization.name}
        what={CONFIRMATION.organizationName}
        action={LEAVING.leave}
        isBusy={leave.isPending}
        onConfirm={() => leave.mutate(me.user.id)}
      />
    </Section>
  );
}

function Transfer() {
  const me = useMe();
  const members = useQuery(membersQuery);
  const others = members.data?.filter(({ userId }) => userId !== me?.user.id) ?? [];
  const [userId, setUserId] = useState('');
  const chosen = others.find((member) => member.userId === userId);
  const transfer = useAction(
    (id: string) => read(api.POST('/organizations/current/transfer', { body: { userId: id } })),
    {
      refresh: [meQuery.queryKey, membersQuery.queryKey],
      done: (_id, { name }) => TRANSFER.done(name),
      onDone: () => renew(),
    },
  );
  return (
    <Section title={TRANSFER.title} hint={TRANSFER.hint}>
      {others.length === 0 && !members.isPending ? (
        <p className={css['dim']}>{TRANSFER.nobody}</p>
      ) : (
        <div className={css['inline']}>
          <NativeSelect
            aria-label={TRANSFER.newOwner}
            value={userId}
            data={[
              { value: '', label: TRANSFER.choose },
              ...others.map(({ userId: value, name, email }) => ({ value, label: `${name} (${email})` })),
            ]}
            onChange={({ currentTarget }) => setUserId(currentTarget.value)}
          />
          {chosen ? (
            <ConfirmByName
              key={userId}
              name={chosen.name}
              what={CONFIRMATION.newOwner}
              action={TRANSFER.transfer}
              isBusy={transfer.isPending}
              onConfirm={() => transfer.mutate(userId)}
            />
          ) : (
            <Button variant="default" disabled>
              {TRANSFER.transfer}
            </Button>
          )}
        </div>
      )}
    </Section>
  );
}

function Delete() {
  const me = useMe();
  const onward = useOnward();
  const remove = useAction(() => read(api.DELETE('/organizations/current')), {
    done: DELETION.done,
    onDone: onward,
  });
  if (!me) return null;
  return (
    <Section title={DELETION.title} hint={DELETION.hint}>
      <ConfirmByName
        name={me.organization.name}
        what={CONFIRMATION.organizationName}
        action={ACTIONS.delete}
        isBusy={remove.isPending}
        onConfirm={() => remove.mutate()}
      />
    </Section>
  );
}
