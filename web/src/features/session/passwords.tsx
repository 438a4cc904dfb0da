import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { STATES } from '../../texts/ui.ts';
import { api, read } from '../../api/client.ts';
import { toApiError } from '../../api/problem.ts';
import { useSessionState } from '../../api/session.ts';
import { FIELDS } from '../../texts/common.ts';
import { CONFIRM_EMAIL, FORGOT_PASSWORD, RESET_PASSWORD, SIGN_IN } from '../../texts/session.ts';
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
      <Frame title={FORGOT_PASSWORD.sent} lead={FORGOT_PASSWORD.sentLead(sentTo)}>
        <PageLink to="/sign-in">{FORGOT_PASSWORD.back}</PageLink>
      </Frame>
    );
  return (
    <Frame title={FORGOT_PASSWORD.title} lead={FORGOT_PASSWORD.lead}>
      <form className={css['form']} onSubmit={submit} noValidate>
        <Refusal>{refusal?.message}</Refusal>
        <TextInput
          label={FIELDS.email}
          type="email"
          autoComplete="email"
          autoFocus
          {...form.getInputProps('email')}
        />
        <Button type="submit" loading={isBusy}>
          {FORGOT_PASSWORD.send}
        </Button>
        <PageLink to="/sign-in">{FORGOT_PASSWORD.back}</PageLink>
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
      <Frame title={RESET_PASSWORD.done} lead={RESET_PASSWORD.doneLead}>
        <PageLink to="/sign-in">{SIGN_IN.title}</PageLink>
      </Frame>
    );
  return (
    <Frame title={RESET_PASSWORD.title}>
      <form className={css['form']} onSubmit={submit} noValidate>
        <Refusal>{refusal?.message}</Refusal>
        <PasswordInput
          label={FIELDS.newPassword}
          description={FIELDS.newPasswordHint}
          autoComplete="new-password"
          autoFocus
          {...form.getInputProps('newPassword')}
        />
        <Button type="submit" loading={isBusy}>
          {RESET_PASSWORD.change}
        </Button>
        {refusal && <PageLink to="/forgot-password">{RESET_PASSWORD.askAgain}</PageLink>}
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
    <PageLink to={isIn ? '/tasks' : '/sign-in'}>{isIn ? STATES.toTasks : SIGN_IN.title}</PageLink>
  );
  if (outcome === undefined)
    return (
      <Frame title={CONFIRM_EMAIL.title}>
        <div role="status">{CONFIRM_EMAIL.busy}</div>
      </Frame>
    );
  if (outcome === 'confirmed')
    return (
      <Frame title={CONFIRM_EMAIL.done} lead={CONFIRM_EMAIL.doneLead}>
        {onward}
      </Frame>
    );
  return (
    <Frame title={CONFIRM_EMAIL.title}>
      <Refusal>{outcome.message}</Refusal>
      {onward}
    </Frame>
  );
}
