import { Button, Checkbox, PasswordInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api, read } from '../../api/client.ts';
import { PASSWORD } from '../../texts/account.ts';
import { FIELDS } from '../../texts/common.ts';
import { SETTINGS_TABS } from '../../texts/shell.ts';
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
    <AccountPage title={SETTINGS_TABS.security}>
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
      notifyDone(PASSWORD.changed);
    },
  );
  return (
    <Section title={FIELDS.password} hint={PASSWORD.hint}>
      <form className={css['fields']} onSubmit={submit} noValidate>
        <Refusal of={refusal} />
        <PasswordInput
          label={PASSWORD.present}
          autoComplete="current-password"
          {...form.getInputProps('currentPassword')}
        />
        <PasswordInput
          label={FIELDS.newPassword}
          description={FIELDS.newPasswordHint}
          autoComplete="new-password"
          {...form.getInputProps('newPassword')}
        />
        <Checkbox
          label={PASSWORD.revokeTokens}
          {...form.getInputProps('endApiTokens', { type: 'checkbox' })}
        />
        <Button type="submit" loading={isBusy}>
          {PASSWORD.change}
        </Button>
      </form>
    </Section>
  );
}
