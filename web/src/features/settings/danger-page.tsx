import { Button, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api, read } from '../../api/client.ts';
import { meQuery, membersQuery, useMay, useMe } from '../../api/organization.ts';
import { renew } from '../../api/session.ts';
import { useAction } from '../../ui/action.ts';
import { ConfirmByName, Section, SureButton } from '../../ui/sections.tsx';
import { OrganizationPage } from './settings-pages.tsx';
import css from '../../ui/sections.module.css';

export function DangerPage() {
  const may = useMay();
  return (
    <OrganizationPage title="Danger zone">
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
    { done: 'You have left the organization', onDone: onward },
  );
  if (!me) return null;
  return (
    <Section
      title="Leave the organization"
      hint={`You no longer see anything of ${me.organization.name}. What you did stays. To come back you need an invitation.`}
    >
      <SureButton
        label="Leave"
        question={`Leave ${me.organization.name}?`}
        isBusy={leave.isPending}
        onSure={() => leave.mutate(me.user.id)}
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
      done: (_id, { name }) => `${name} is the owner now`,
      onDone: () => renew(),
    },
  );
  return (
    <Section
      title="Transfer the ownership"
      hint="Another member becomes an owner in your place, and you become an admin."
    >
      {others.length === 0 && !members.isPending ? (
        <p className={css['dim']}>There is no other member to transfer it to yet. Invite one first.</p>
      ) : (
        <div className={css['inline']}>
          <NativeSelect
            aria-label="New owner"
            value={userId}
            data={[
              { value: '', label: 'Choose a member' },
              ...others.map(({ userId: value, name, email }) => ({ value, label: `${name} (${email})` })),
            ]}
            onChange={({ currentTarget }) => setUserId(currentTarget.value)}
          />
          {chosen ? (
            <SureButton
              key={userId}
              label="Transfer"
              question={`Make ${chosen.name} the owner?`}
              isBusy={transfer.isPending}
              onSure={() => transfer.mutate(userId)}
            />
          ) : (
            <Button size="compact-sm" variant="default" disabled>
              Transfer
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
    done: 'The organization is deleted',
    onDone: onward,
  });
  if (!me) return null;
  return (
    <Section
      title="Delete the organization"
      hint="It closes for all members at once. For 30 days those who run this TaskFlow can restore it; then its tasks, files and settings are gone for good."
    >
      <ConfirmByName
        name={me.organization.name}
        what="name of the organization"
        action="Delete"
        isBusy={remove.isPending}
        onConfirm={() => remove.mutate()}
      />
    </Section>
  );
}
