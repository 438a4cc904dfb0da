import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api, read } from '../../api/client.ts';
import { enter, useSessionState } from '../../api/session.ts';
import { FIELDS } from '../../texts/common.ts';
import { JOIN, SIGN_IN, SIGN_UP } from '../../texts/session.ts';
import { tokenInAddress } from './old-links.ts';
import { useApiForm } from '../../ui/api-form.ts';
import { Frame, PageLink, Refusal } from './frame.tsx';
import css from './session.module.css';

/** Takes an invitation: as the user who is signed in, or as one who is new. */
export function Join() {
  const [token] = useState(() => tokenInAddress());
  const state = useSessionState();
  if (token === '')
    return (
      <Frame title={JOIN.title} lead={JOIN.noInvitation}>
        <PageLink to="/sign-in">{SIGN_IN.title}</PageLink>
      </Frame>
    );
  return state.status === 'signed-in' ? (
    <Accept token={token} as={state.session.user.email} />
  ) : (
    <Register token={token} />
  );
}

function Accept({ token, as }: { token: string; as: string }) {
  const navigate = useNavigate();
  const { submit, isBusy, refusal } = useApiForm({}, async () => {
    enter(await read(api.POST('/invitations/accept', { body: { token } })));
    await navigate({ href: '/tasks', replace: true });
  });
  return (
    <Frame title={JOIN.title} lead={JOIN.signedInAs(as)}>
      <form className={css['form']} onSubmit={submit}>
        <Refusal>{refusal?.message}</Refusal>
        <Button type="submit" loading={isBusy}>
          {JOIN.accept}
        </Button>
        <PageLink to="/tasks">{JOIN.notNow}</PageLink>
      </form>
    </Frame>
  );
}

function Register({ token }: { token: string }) {
  const navigate = useNavigate();
  const { form, submit, isBusy, refusal } = useApiForm(
    { name: '', email: '', password: '' },
    async (body) => {
      enter(await read(api.POST('/auth/register', { body: { ...body, invitationToken: token } })));
      await navigate({ href: '/tasks', replace: true });
    },
  );
  return (
    <Frame title={JOIN.title} lead={JOIN.lead}>
      <form className={css['form']} onSubmit={submit} noValidate>
        <Refusal>{refusal?.message}</Refusal>
        <TextInput label={FIELDS.yourName} autoComplete="name" autoFocus {...form.getInputProps('name')} />
        <TextInput label={FIELDS.email} type="email" autoComplete="email" {...form.getInputProps('email')} />
        <PasswordInput
          label={FIELDS.password}
          description={FIELDS.newPasswordHint}
          autoComplete="new-password"
          {...form.getInputProps('password')}
        />
        <Button type="submit" loading={isBusy}>
          {JOIN.join}
        </Button>
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={() => void navigate({ to: '/sign-in', search: { next: `/join#token=${token}` } })}
        >
          {SIGN_UP.hasAccount}
        </Button>
      </form>
    </Frame>
  );
}
