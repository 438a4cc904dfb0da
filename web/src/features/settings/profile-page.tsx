import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Me, read } from '../../api/client.ts';
import { meQuery, membersQuery } from '../../api/organization.ts';
import { renew } from '../../api/session.ts';
import { EMAIL, PROFILE } from '../../texts/account.ts';
import { ACTIONS, FIELDS } from '../../texts/common.ts';
import { SETTINGS_TABS } from '../../texts/shell.ts';
import { fill } from '../../ui/fill.tsx';
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
    <AccountPage title={SETTINGS_TABS.profile}>
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
      notifyDone(PROFILE.changed);
    },
  );
  return (
    <Section title={PROFILE.you}>
      <form className={css['fields']} onSubmit={submit} noValidate>
        <Refusal of={refusal} />
        <TextInput label={FIELDS.name} autoComplete="name" {...form.getInputProps('name')} />
        <TextInput
          label={PROFILE.username}
          description={PROFILE.usernameHint}
          autoComplete="username"
          {...form.getInputProps('username')}
        />
        <Button type="submit" loading={isBusy} disabled={!form.isDirty()}>
          {ACTIONS.save}
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
    done: EMAIL.sent(email),
  });
  return (
    <Section
      title={FIELDS.email}
      hint={fill(emailVerified ? EMAIL.confirmed : EMAIL.notConfirmed, { email: <strong>{email}</strong> })}
    >
      {!emailVerified && (
        <p>
          <Button
            size="compact-sm"
            variant="default"
            loading={verify.isPending}
            onClick={() => verify.mutate()}
          >
            {EMAIL.confirmAgain}
          </Button>
        </p>
      )}
      <form className={css['fields']} onSubmit={submit} noValidate>
        <Refusal of={refusal} />
        <TextInput label={EMAIL.new} type="email" autoComplete="off" {...form.getInputProps('email')} />
        <PasswordInput
          label={FIELDS.yourPassword}
          autoComplete="current-password"
          {...form.getInputProps('password')}
        />
        <Button type="submit" loading={isBusy}>
          {EMAIL.send}
        </Button>
      </form>
      {sentTo && (
        <p role="status" className={css['note']}>
          {EMAIL.sentDetail(sentTo)}
        </p>
      )}
    </Section>
  );
}
