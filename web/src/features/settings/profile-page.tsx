import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Me, read } from '../../api/client.ts';
import { meQuery, membersQuery } from '../../api/organization.ts';
import { renew } from '../../api/session.ts';
import { useAction } from '../../ui/action.ts';
import { useApiForm } from '../../ui/api-form.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { Refusal, Section } from '../../ui/sections.tsx';
import { Failure } from '../../ui/states.tsx';
import { OwnData } from './own-data.tsx';
import { AccountPage } from './settings-pages.tsx';
import css from '../../ui/sections.module.css';

export function ProfilePage() {
  const me = useQuery(meQuery);
  return (
    <AccountPage title="Profile">
      {me.isError ? (
        <Failure error={me.error} reset={() => void me.refetch()} />
      ) : !me.data ? (
        <div aria-busy="true" />
      ) : (
        <>
          <Names user={me.data.user} />
          <Email user={me.data.user} />
          <OwnData user={me.data.user} />
        </>
      )}
    </AccountPage>
  );
}

function Names({ user }: { user: Me['user'] }) {
  const client = useQueryClient();
  const { form, submit, isBusy, refusal } = useApiForm(
    { name: user.name, username: user.username ?? '' },
    async ({ name, username }) => {
      await read(api.PATCH('/auth/me', { body: { name, username: username.trim() || null } }));
      await renew();
      await Promise.all(
        [meQuery, membersQuery].map(({ queryKey }) => client.invalidateQueries({ queryKey })),
      );
      form.resetDirty();
      notifyDone('Your profile is changed');
    },
  );
  return (
    <Section title="You">
      <form className={css['fields']} onSubmit={submit} noValidate>
        <Refusal of={refusal} />
        <TextInput label="Name" autoComplete="name" {...form.getInputProps('name')} />
        <TextInput
          label="User name"
          description="A second name to sign in with. May be left empty."
          autoComplete="username"
          {...form.getInputProps('username')}
        />
        <Button type="submit" loading={isBusy} disabled={!form.isDirty()}>
          Save
        </Button>
      </form>
    </Section>
  );
}

function Email({ user: { email, emailVerified } }: { user: Me['user'] }) {
  const [sentTo, setSentTo] = useState<string>();
  const { form, submit, isBusy, refusal } = useApiForm({ email: '', password: '' }, async (body) => {
    await read(api.POST('/auth/me/email', { body }));
    setSentTo(body.email);
    form.reset();
  });
  const verify = useAction(() => read(api.POST('/auth/me/email/verification')), {
    done: `A link is on its way to ${email}`,
  });
  return (
    <Section
      title="E-mail address"
      hint={
        <>
          It is <strong>{email}</strong>
          {emailVerified ? ', which is confirmed.' : ', which isn’t confirmed yet.'}
        </>
      }
    >
      {!emailVerified && (
        <p>
          <Button
            size="compact-sm"
            variant="default"
            loading={verify.isPending}
            onClick={() => verify.mutate()}
          >
            Send the link to confirm it again
          </Button>
        </p>
      )}
      <form className={css['fields']} onSubmit={submit} noValidate>
        <Refusal of={refusal} />
        <TextInput
          label="New e-mail address"
          type="email"
          autoComplete="off"
          {...form.getInputProps('email')}
        />
        <PasswordInput
          label="Your password"
          autoComplete="current-password"
          {...form.getInputProps('password')}
        />
        <Button type="submit" loading={isBusy}>
          Send a link there
        </Button>
      </form>
      {sentTo && (
        <p role="status" className={css['note']}>
          A link is on its way to {sentTo}. The address is yours once you have followed it.
        </p>
      )}
    </Section>
  );
}
