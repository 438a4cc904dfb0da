import { Button, Modal, PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { api, read } from '../api/client.ts';
import { isCode } from '../api/problem.ts';
import { answerReauthentication, useIsReauthenticating } from '../api/reauthentication.ts';
import { FIELDS } from '../texts/common.ts';
import { REAUTHENTICATION } from '../texts/shell.ts';
import { useApiForm } from '../ui/api-form.ts';
import { factorOf } from '../ui/factor.ts';
import { Refusal } from '../ui/sections.tsx';
import css from '../ui/sections.module.css';

/** Asks for the password, and the second factor, before a call that wants them recently shown goes on. */
export function Reauthentication() {
  const isAsking = useIsReauthenticating();
  return (
    <Modal
      opened={isAsking}
      onClose={() => answerReauthentication(false)}
      title={REAUTHENTICATION.title}
      size="sm"
    >
      {isAsking && <Proof />}
    </Modal>
  );
}

function Proof() {
  const [needsCode, setNeedsCode] = useState(false);
  const { form, submit, isBusy, refusal } = useApiForm(
    { password: '', code: '' },
    async ({ password, code }) => {
      try {
        await read(api.POST('/auth/reauthenticate', { body: { password, ...factorOf(code) } }));
        answerReauthentication(true);
      } catch (error) {
        if (!isCode(error, 'second-factor-required') || needsCode) throw error;
        setNeedsCode(true);
      }
    },
  );
  return (
    <form className={css['fields']} onSubmit={submit} noValidate>
      <p className={css['lead']}>{REAUTHENTICATION.lead}</p>
      <Refusal of={refusal} />
      <PasswordInput
        label={FIELDS.password}
        autoComplete="current-password"
        data-autofocus
        {...form.getInputProps('password')}
      />
      {needsCode && (
        <TextInput
          label={FIELDS.anyCode}
          autoComplete="one-time-code"
          autoFocus
          {...form.getInputProps('code')}
        />
      )}
      <Button type="submit" loading={isBusy}>
        {REAUTHENTICATION.goOn}
      </Button>
    </form>
  );
}
