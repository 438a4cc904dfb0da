import { Button, Checkbox, PasswordInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api, read } from '../../api/client.ts';
import { useApiForm } from '../../ui/api-form.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { Refusal, Section } from '../../ui/sections.tsx';
import { Failure } from '../../ui/states.tsx';
import { totpQuery } from './queries.ts';
import { SecondFactor } from './second-factor.tsx';
import { AccountPage } from './settings-pages.tsx';
import css from '../../ui/sections.module.css';

export function SecurityPage() {
  const totp = useQuery(totpQuery);
  return (
    <AccountPage title="Password and second factor">
      <Password />
      {totp.isError ? (
        <Failure error={totp.error} reset={() => void totp.refetch()} />
      ) : (
        totp.data && <SecondFactor status={totp.data} />
      )}
    </AccountPage>
  );
}

function Password() {
  const { form, submit, isBusy, refusal } = useApiForm(
    { currentPassword: '', newPassword: '', endApiTokens: true },
    async (body) => {
      await read(api.POST('/auth/password', { body }));
      form.reset();
      notifyDone('Your password is changed');
    },
  );
  return (
    <Section title="Password" hint="Your other sessions end when you change it.">
      <form className={css['fields']} onSubmit={submit} noValidate>
        <Refusal of={refusal} />
        <PasswordInput
          label="Present password"
          autoComplete="current-password"
          {...form.getInputProps('currentPassword')}
        />
        <PasswordInput
          label="New password"
          description="At least 8 characters"
          autoComplete="new-password"
          {...form.getInputProps('newPassword')}
        />
        <Checkbox
          label="Revoke my API tokens, too"
          {...form.getInputProps('endApiTokens', { type: 'checkbox' })}
        />
        <Button type="submit" loading={isBusy}>
          Change the password
        </Button>
      </form>
    </Section>
  );
}
