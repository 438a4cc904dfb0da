import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api, read } from '../../api/client.ts';
import { enter, useSessionState } from '../../api/session.ts';
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
      <Frame
        title="Join an organization"
        lead="This link lacks its invitation. Open the one of the mail once more."
      >
        <PageLink to="/sign-in">Sign in</PageLink>
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
    <Frame title="Join an organization" lead={`You are signed in as ${as}.`}>
      <form className={css['form']} onSubmit={submit}>
        <Refusal>{refusal?.message}</Refusal>
        <Button type="submit" loading={isBusy}>
          Accept the invitation
        </Button>
        <PageLink to="/tasks">Not now</PageLink>
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
    <Frame title="Join an organization" lead="Create your account with the address that was invited.">
      <form className={css['form']} onSubmit={submit} noValidate>
        <Refusal>{refusal?.message}</Refusal>
        <TextInput label="Your name" autoComplete="name" autoFocus {...form.getInputProps('name')} />
        <TextInput
          label="E-mail address"
          type="email"
          autoComplete="email"
          {...form.getInputProps('email')}
        />
        <PasswordInput
          label="Password"
          description="At least 8 characters"
          autoComplete="new-password"
          {...form.getInputProps('password')}
        />
        <Button type="submit" loading={isBusy}>
          Join
        </Button>
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={() => void navigate({ to: '/sign-in', search: { next: `/join#token=${token}` } })}
        >
          I have an account
        </Button>
      </form>
    </Frame>
  );
}
