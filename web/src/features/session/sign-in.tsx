import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { api, read } from '../../api/client.ts';
import { isCode } from '../../api/problem.ts';
import { enter, useSessionState } from '../../api/session.ts';
import { addressOf } from '../../api/url.ts';
import { FIELDS } from '../../texts/common.ts';
import { SECOND_STEP, SIGN_IN } from '../../texts/session.ts';
import { useApiForm } from '../../ui/api-form.ts';
import { Frame, PageLink, Refusal } from './frame.tsx';
import css from './session.module.css';

export function SignIn() {
  const { next } = useSearch({ from: '/sign-in' });
  const navigate = useNavigate();
  const state = useSessionState();
  const [factor, setFactor] = useState<'none' | 'code' | 'recovery'>('none');
  const { form, submit, isBusy, refusal } = useApiForm(
    { name: '', password: '', code: '', recoveryCode: '' },
    async ({ name, password, code, recoveryCode }) => {
      const body = {
        ...(name.includes('@') ? { email: name.trim() } : { username: name.trim() }),
        password,
        ...(factor === 'code' ? { code: code.replaceAll(' ', '') } : {}),
        ...(factor === 'recovery' ? { recoveryCode: recoveryCode.trim() } : {}),
      };
      try {
        enter(await read(api.POST('/auth/login', { body })));
      } catch (error) {
        if (!isCode(error, 'second-factor-required')) throw error;
        setFactor('code');
      }
    },
  );
  const isIn = state.status === 'signed-in';
  useEffect(() => {
    // Here, or in another tab.
    if (isIn) void navigate({ href: next ?? '/tasks', replace: true });
  }, [isIn, navigate, next]);
  const reason = state.status === 'signed-out' ? state.reason : undefined;

  if (factor !== 'none')
    return (
      <Frame
        title={SECOND_STEP.title}
        lead={factor === 'code' ? SECOND_STEP.codeLead : SECOND_STEP.recoveryLead}
      >
        <form className={css['form']} onSubmit={submit} noValidate>
          <Refusal>{refusal?.message}</Refusal>
          {factor === 'code' ? (
            <TextInput
              key="code"
              label={FIELDS.code}
              inputMode="numeric"
              autoComplete="one-time-code"
              autoFocus
              {...form.getInputProps('code')}
            />
          ) : (
            <TextInput
              key="recovery"
              label={SECOND_STEP.recoveryCode}
              autoComplete="off"
              autoFocus
              {...form.getInputProps('recoveryCode')}
            />
          )}
          <Button type="submit" loading={isBusy}>
            {SIGN_IN.title}
          </Button>
          <div className={css['row']}>
            <Button
              variant="subtle"
              size="compact-sm"
              onClick={() => setFactor(factor === 'code' ? 'recovery' : 'code')}
            >
              {factor === 'code' ? SECOND_STEP.useRecoveryCode : SECOND_STEP.useAuthenticator}
            </Button>
            <Button variant="subtle" size="compact-sm" onClick={() => setFactor('none')}>
              {SECOND_STEP.back}
            </Button>
          </div>
        </form>
      </Frame>
    );

  return (
    <Frame title={SIGN_IN.title}>
      <form className={css['form']} onSubmit={submit} noValidate>
        {refusal ? (
          <Refusal>{refusal.message}</Refusal>
        ) : (
          reason && (
            <div className={css['note']} role="status">
              {reason}
            </div>
          )
        )}
        <TextInput label={SIGN_IN.name} autoComplete="username" autoFocus {...form.getInputProps('name')} />
        <PasswordInput
          label={FIELDS.password}
          autoComplete="current-password"
          {...form.getInputProps('password')}
        />
        <Button type="submit" loading={isBusy}>
          {SIGN_IN.title}
        </Button>
        <div className={css['row']}>
          <PageLink to="/sign-up">{SIGN_IN.signUp}</PageLink>
          <PageLink to="/forgot-password">{SIGN_IN.forgot}</PageLink>
        </div>
      </form>
      <Demo />
    </Frame>
  );
}

interface DemoUser {
  name: string;
  email: string;
  password: string;
}

/** Only a server that was started with the demo data has these accounts, and says so. */
function Demo() {
  const { data: demo } = useQuery({
    queryKey: ['demo'],
    queryFn: async () => {
      const response = await fetch(addressOf('demo.json'));
      return (response.ok ? await response.json() : null) as DemoUser | null;
    },
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const { submit, isBusy, refusal } = useApiForm({}, async () => {
    if (!demo) return;
    enter(await read(api.POST('/auth/login', { body: { email: demo.email, password: demo.password } })));
  });
  if (!demo) return null;
  return (
    <form className={css['form']} onSubmit={submit}>
      <Refusal>{refusal?.message}</Refusal>
      <Button type="submit" variant="default" loading={isBusy}>
        {SIGN_IN.tryAs(demo.name)}
      </Button>
    </form>
  );
}
