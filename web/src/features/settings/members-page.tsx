import { Button, CopyButton, Menu, NativeSelect, TextInput, UnstyledButton } from '@mantine/core';
import { DotsHorizontalIcon } from '@radix-ui/react-icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, read, type Role } from '../../api/client.ts';
import { notifyDone, notifyError } from '../../ui/notify.tsx';
import { Failure, Forbidden } from '../../ui/states.tsx';
import { formatDay, formatPast } from '../../ui/format.ts';
import { TextPage } from '../../ui/page.tsx';
import { Person, Time } from '../../ui/signs.tsx';
import { membersQuery, useMay, useMe } from '../../api/organization.ts';
import { useApiForm } from '../../ui/api-form.ts';
import css from './settings.module.css';

const ROLES: Role[] = ['OWNER', 'ADMIN', 'MEMBER', 'VIEWER'];
const ROLE: Record<Role, string> = { OWNER: 'Owner', ADMIN: 'Admin', MEMBER: 'Member', VIEWER: 'Viewer' };

/** Nobody gives or takes a role above their own. */
const rolesUpTo = (role: Role): Role[] => ROLES.slice(ROLES.indexOf(role));

export function MembersPage() {
  const members = useQuery(membersQuery);
  const me = useMe();
  const may = useMay();
  if (me && !may('member:read'))
    return (
      <TextPage title="Members">
        <Forbidden what="Members are shown to those who belong to the organization." />
      </TextPage>
    );
  return (
    <TextPage title="Members">
      {may('invitation:manage') && me && <Invite own={me.role} />}
      {members.isError ? (
        <Failure error={members.error} reset={() => void members.refetch()} />
      ) : (
        <ul className={css['rows']} aria-busy={members.isPending} aria-label="Members">
          {members.data?.map(({ userId, name, email, role, joinedAt }) => (
            <li key={userId}>
              <Person id={userId} name={name} size={28} label={false} />
              <div className={css['main']}>
                <strong>{name}</strong>
                {userId === me?.user.id && <span className={css['badge']}>you</span>}
                <div className={css['dim']}>
                  {email} · since <Time at={joinedAt}>{formatDay(joinedAt)}</Time>
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
    </TextPage>
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
      notifyDone(`${name} is ${ROLE[next]} now`);
    },
    onError: notifyError,
  });
  const remove = useMutation({
    mutationFn: () => read(api.DELETE('/organizations/current/members/{userId}', { params: { path } })),
    onSuccess: async () => {
      await again();
      notifyDone(`${name} is no member any more`);
    },
    onError: notifyError,
  });
  const [isSure, setSure] = useState(false);
  if (!own || !rolesUpTo(own).includes(role)) return <span className={css['dim']}>{ROLE[role]}</span>;
  if (isSure)
    return (
      <>
        <span>Remove {name}?</span>
        <Button size="compact-sm" color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
          Remove
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => setSure(false)}>
          Cancel
        </Button>
      </>
    );
  return (
    <>
      <NativeSelect
        size="xs"
        aria-label={`Role of ${name}`}
        value={role}
        disabled={change.isPending}
        data={rolesUpTo(own).map((one) => ({ value: one, label: ROLE[one] }))}
        onChange={({ currentTarget }) => change.mutate(currentTarget.value as Role)}
      />
      <Menu position="bottom-end">
        <Menu.Target>
          <UnstyledButton className={css['icon']} aria-label={`More about ${name}`}>
            <DotsHorizontalIcon />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item c="var(--red)" onClick={() => setSure(true)}>
            Remove from the organization
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

const invitationsKey = ['invitations'];

function Invite({ own }: { own: Role }) {
  const client = useQueryClient();
  const [link, setLink] = useState<{ email: string; url: string }>();
  const { form, submit, isBusy, refusal } = useApiForm(
    { email: '', role: 'MEMBER' as Role },
    async (body) => {
      const { token } = await read(api.POST('/organizations/current/invitations', { body }));
      await client.invalidateQueries({ queryKey: invitationsKey });
      const url = new URL(`${import.meta.env.BASE_URL}join#token=${token}`, location.href).href;
      setLink({ email: body.email, url });
      form.reset();
    },
  );
  return (
    <section className={css['section']} aria-labelledby="invite">
      <h2 id="invite">Invite</h2>
      <form className={css['inline']} onSubmit={submit} noValidate>
        <TextInput
          type="email"
          aria-label="E-mail address"
          placeholder="E-mail address"
          {...form.getInputProps('email')}
        />
        <NativeSelect
          aria-label="Role"
          data={rolesUpTo(own).map((one) => ({ value: one, label: ROLE[one] }))}
          {...form.getInputProps('role')}
        />
        <Button type="submit" loading={isBusy}>
          Invite
        </Button>
      </form>
      {refusal && (
        <p role="alert" className={css['refusal']}>
          {refusal.message}
        </p>
      )}
      {link && (
        <div className={css['note']} role="status">
          <span>A mail is on its way to {link.email}. The link, shown this once:</span>
          <code>{link.url}</code>
          <CopyButton value={link.url}>
            {({ copied, copy }) => (
              <Button size="compact-sm" variant="default" onClick={copy}>
                {copied ? 'Copied' : 'Copy'}
              </Button>
            )}
          </CopyButton>
        </div>
      )}
    </section>
  );
}

function Invitations() {
  const client = useQueryClient();
  const invitations = useQuery({
    queryKey: invitationsKey,
    queryFn: ({ signal }) =>
      read(api.GET('/organizations/current/invitations', { params: { query: { limit: 100 } }, signal })),
  });
  const revoke = useMutation({
    mutationFn: (id: string) =>
      read(api.DELETE('/organizations/current/invitations/{id}', { params: { path: { id } } })),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: invitationsKey });
      notifyDone('The invitation is revoked');
    },
    onError: notifyError,
  });
  if (invitations.isError)
    return <Failure error={invitations.error} reset={() => void invitations.refetch()} />;
  const open = invitations.data?.data ?? [];
  if (open.length === 0) return null;
  return (
    <section className={css['section']} aria-labelledby="invitations">
      <h2 id="invitations">Open invitations</h2>
      <ul className={css['rows']}>
        {open.map(({ id, email, role, expiresAt }) => (
          <li key={id}>
            <div className={css['main']}>
              <strong>{email}</strong>
              <div className={css['dim']}>
                {ROLE[role]} · ends <Time at={expiresAt}>{formatPast(expiresAt)}</Time>
              </div>
            </div>
            <Button
              size="compact-sm"
              variant="default"
              loading={revoke.isPending && revoke.variables === id}
              onClick={() => revoke.mutate(id)}
            >
              Revoke
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
