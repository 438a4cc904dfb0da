import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { api, read } from '../../api/client.ts';
import { toApiError } from '../../api/problem.ts';
import { useSessionState } from '../../api/session.ts';
import { tokenInAddress } from './old-links.ts';
import { useApiForm } from '../../ui/api-form.ts';
import { Frame, PageLink, Refusal } from './frame.tsx';
import css from './session.module.css';

export function ForgotPassword() {
  const [sentTo, setSentTo] = useState<string>();
  const { form, submit, isBusy, refusal } = useApiForm({ email: '' }, async (body) => {
    await read(api.POST('/auth/password/forgot', { body }));
    setSentTo(body.email);
  });
  if (sentTo)
    return (
      <Frame
        title="Look into your mail"
        lead={`If ${sentTo} has an account, a link for a new password is on its way. It works for an hour.`}
      >
        <PageLink to="/sign-in">Back to sign in</PageLink>
      </Frame>
    );
  return (
    <Frame title="Forgot the password" lead="We send a link to the address of your account.">
      <form className={css['form']} onSubmit={submit} noValidate>
        <Refusal>{refusal?.message}</Refusal>
        <TextInput
          label="E-mail address"
          type="email"
          autoComplete="email"
          autoFocus
          {...form.getInputProps('email')}
        />
        <Button type="submit" loading={isBusy}>
          Send the link
        </Button>
        <PageLink to="/sign-in">Back to sign in</PageLink>
      </form>
    </Frame>
  );
}

export function ResetPassword() {
  const [token] = useState(() => tokenInAddress());
  const [isDone, setDone] = useState(false);
  const { form, submit, isBusy, refusal } = useApiForm({ newPassword: '' }, async ({ newPassword }) => {
    await read(api.POST('/auth/password/reset', { body: { token, newPassword } }));
    setDone(true);
  });
  if (isDone)
    return (
      <Frame title="The password is changed" lead="All your sessions have ended. Sign in with the new one.">
        <PageLink to="/sign-in">Sign in</PageLink>
      </Frame>
    );
  return (
    <Frame title="Choose a new password">
      <form className={css['form']} onSubmit={submit} noValidate>
        <Refusal>{refusal?.message}</Refusal>
        <PasswordInput
          label="New password"
          description="At least 8 characters"
          autoComplete="new-password"
          autoFocus
          {...form.getInputProps('newPassword')}
        />
        <Button type="submit" loading={isBusy}>
          Change the password
        </Button>
        {refusal && <PageLink to="/forgot-password">Ask for another link</PageLink>}
      </form>
    </Frame>
  );
}

export function ConfirmEmail() {
  const [token] = useState(() => tokenInAddress());
  const [outcome, setOutcome] = useState<'confirmed' | Error>();
  const isSent = useRef(false);
  const { status } = useSessionState();
  useEffect(() => {
    // A token works once, and development mode runs effects twice.
    if (isSent.current) return;
    isSent.current = true;
    read(api.POST('/auth/email/confirm', { body: { token } })).then(
      () => setOutcome('confirmed'),
      (error: unknown) => setOutcome(toApiError(error)),
    );
  }, [token]);
  const isIn = status === 'signed-in';
  const onward = (
    <PageLink to={isIn ? '/tasks' : '/sign-in'}>{isIn ? 'Go to the tasks' : 'Sign in'}</PageLink>
  );
  if (outcome === undefined)
    return (
      <Frame title="Confirm the address">
        <div role="status">Confirming …</div>
      </Frame>
    );
  if (outcome === 'confirmed')
    return (
      <Frame title="The address is confirmed" lead="It is yours from now on.">
        {onward}
      </Frame>
    );
  return (
    <Frame title="Confirm the address">
      <Refusal>{outcome.message}</Refusal>
      {onward}
    </Frame>
  );
}
