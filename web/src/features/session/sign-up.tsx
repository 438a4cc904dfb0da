import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { api, read } from '../../api/client.ts';
import { enter } from '../../api/session.ts';
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
    <Frame title="Create an account" lead="With an organization of its own, which you invite others to.">
      <form className={css['form']} onSubmit={submit} noValidate>
        <Refusal>{refusal?.message}</Refusal>
        <TextInput label="Your name" autoComplete="name" autoFocus {...form.getInputProps('name')} />
        <TextInput
          label="Organization"
          autoComplete="organization"
          {...form.getInputProps('organizationName')}
        />
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
          Create account
        </Button>
        <PageLink to="/sign-in">I have an account</PageLink>
      </form>
    </Frame>
  );
}
