import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, read, type Role } from '../../api/client.ts';
import { addressOf } from '../../api/url.ts';
import { useAction } from '../../ui/action.ts';
import { useApiForm } from '../../ui/api-form.ts';
import { formatPast } from '../../ui/format.ts';
import { Refusal, Section, ShownOnce } from '../../ui/sections.tsx';
import { Time } from '../../ui/signs.tsx';
import { Failure } from '../../ui/states.tsx';
import { ACTIONS, FIELDS, ROLE } from '../../texts/common.ts';
import { INVITATIONS } from '../../texts/settings.ts';
import { fill } from '../../ui/fill.tsx';
import { invitationsQuery } from './queries.ts';
import { rolesUpTo } from './roles.ts';
import css from '../../ui/sections.module.css';

interface Issued {
  email: string;
  url: string;
}

const refresh = [invitationsQuery.queryKey];

/** @returns the link to pass on; that of the mail is another one */
async function invite(body: { email: string; role: Role }): Promise<Issued | undefined> {
  const { token } = await read(api.POST('/organizations/current/invitations', { body }));
  if (!token) return undefined;
  return { email: body.email, url: addressOf(`join#token=${token}`) };
}

function Link({ issued: { email, url }, onClose }: { issued: Issued; onClose: () => void }) {
  return <ShownOnce text={INVITATIONS.sent(email)} value={url} onClose={onClose} />;
}

export function Invite({ own }: { own: Role }) {
  const client = useQueryClient();
  const [issued, setIssued] = useState<Issued>();
  const { form, submit, isBusy, refusal } = useApiForm(
    { email: '', role: 'MEMBER' as Role },
    async (body) => {
      setIssued(await invite(body));
      await client.invalidateQueries({ queryKey: invitationsQuery.queryKey });
      form.reset();
    },
  );
  return (
    <Section title={INVITATIONS.invite}>
      <form className={css['inline']} onSubmit={submit} noValidate>
        <TextInput
          type="email"
          aria-label={FIELDS.email}
          placeholder={FIELDS.email}
          autoComplete="off"
          {...form.getInputProps('email')}
        />
        <NativeSelect
          aria-label={FIELDS.role}
          data={rolesUpTo(own).map((one) => ({ value: one, label: ROLE[one] }))}
          {...form.getInputProps('role')}
        />
        <Button type="submit" loading={isBusy}>
          {INVITATIONS.invite}
        </Button>
      </form>
      <Refusal of={refusal} />
      {issued && <Link issued={issued} onClose={() => setIssued(undefined)} />}
    </Section>
  );
}

export function Invitations() {
  const invitations = useQuery(invitationsQuery);
  const [issued, setIssued] = useState<Issued>();
  const resend = useAction(invite, { refresh, onDone: setIssued });
  const revoke = useAction(
    (id: string) => read(api.DELETE('/organizations/current/invitations/{id}', { params: { path: { id } } })),
    { refresh, done: INVITATIONS.revoked },
  );
  if (invitations.isError)
    return <Failure error={invitations.error} reset={() => void invitations.refetch()} />;
  const open = invitations.data?.data ?? [];
  if (open.length === 0) return null;
  return (
    <Section title={INVITATIONS.open}>
      <ul className={css['rows']} aria-label={INVITATIONS.open}>
        {open.map(({ id, email, role, expiresAt }) => (
          <li key={id}>
            <div className={css['main']}>
              <strong>{email}</strong>
              <div className={css['dim']}>
                {fill(INVITATIONS.facts, {
                  role: ROLE[role],
                  time: <Time at={expiresAt}>{formatPast(expiresAt)}</Time>,
                })}
              </div>
            </div>
            <Button
              size="compact-sm"
              variant="default"
              aria-label={INVITATIONS.sendAgain(email)}
              loading={resend.isPending && resend.variables.email === email}
              onClick={() => resend.mutate({ email, role })}
            >
              {ACTIONS.sendAgain}
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              aria-label={INVITATIONS.revoke(email)}
              loading={revoke.isPending && revoke.variables === id}
              onClick={() => revoke.mutate(id)}
            >
              {ACTIONS.revoke}
            </Button>
          </li>
        ))}
      </ul>
      {issued && <Link issued={issued} onClose={() => setIssued(undefined)} />}
    </Section>
  );
}
