import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { api, read } from '../../api/client.ts';
import { enter } from '../../api/session.ts';
import { FIELDS } from '../../texts/common.ts';
import { SIGN_UP } from '../../texts/session.ts';
import { useApiForm } from '../../ui/api-form.ts';
import { Frame, PageLink, Refusal } from './frame.tsx';
import css from './session.module.css';

export function SignUp() {
  const navigate = useNavigate();
  const { form, submit, isBusy, refusal } = useApiForm(
    { name: '', organizationName: '', email: '', password: '' },
    async (body) => {
      enter(await read(api.POST('/auth/register', { body })));
      await navigate({ href: '/tasks', replace: true });
    },
  );
  return (
    <Frame title={SIGN_UP.title} lead={SIGN_UP.lead}>
      <form className={css['form']} onSubmit={submit} noValidate>
        <Refusal>{refusal?.message}</Refusal>
        <TextInput label={FIELDS.yourName} autoComplete="name" autoFocus {...form.getInputProps('name')} />
        <TextInput
          label={FIELDS.organization}
          autoComplete="organization"
          {...form.getInputProps('organizationName')}
        />
        <TextInput label={FIELDS.email} type="email" autoComplete="email" {...form.getInputProps('email')} />
        <PasswordInput
          label={FIELDS.password}
          description={FIELDS.newPasswordHint}
          autoComplete="new-password"
          {...form.getInputProps('password')}
        />
        <Button type="submit" loading={isBusy}>
          {SIGN_UP.create}
        </Button>
        <PageLink to="/sign-in">{SIGN_UP.hasAccount}</PageLink>
      </form>
    </Frame>
  );
}
