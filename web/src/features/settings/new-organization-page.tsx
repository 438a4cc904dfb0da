import { Button, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { api, read } from '../../api/client.ts';
import { enter } from '../../api/session.ts';
import { ACTIONS, FIELDS } from '../../texts/common.ts';
import { NEW_ORGANIZATION } from '../../texts/settings.ts';
import { useApiForm } from '../../ui/api-form.ts';
import { TextPage } from '../../ui/page.tsx';
import { Refusal } from '../../ui/sections.tsx';
import css from '../../ui/sections.module.css';

/** Creates another organization of the user, and goes on in it. */
export function NewOrganizationPage() {
  const navigate = useNavigate();
  // Where only the change to it failed, the next attempt makes no second one.
  const created = useRef<string>(undefined);
  const { form, submit, isBusy, refusal } = useApiForm({ name: '' }, async (body) => {
    created.current ??= (await read(api.POST('/organizations', { body }))).id;
    const session = await read(api.POST('/auth/switch', { body: { organizationId: created.current } }));
    await navigate({ to: '/tasks', search: {} });
    enter(session);
  });
  return (
    <TextPage title={NEW_ORGANIZATION.title}>
      <p className={css['lead']}>{NEW_ORGANIZATION.lead}</p>
      <form className={css['fields']} onSubmit={submit} noValidate>
        <Refusal of={refusal} />
        <TextInput
          label={FIELDS.name}
          autoComplete="organization"
          autoFocus
          {...form.getInputProps('name')}
        />
        <Button type="submit" loading={isBusy} disabled={form.values.name.trim() === ''}>
          {ACTIONS.create}
        </Button>
      </form>
    </TextPage>
  );
}
