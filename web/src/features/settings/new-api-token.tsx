import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { api, type Permission, read } from '../../api/client.ts';
import { useMay } from '../../api/organization.ts';
import { ACTIONS } from '../../texts/common.ts';
import { API_TOKENS, GRANTS, NEW_API_TOKEN } from '../../texts/connections.ts';
import { useApiForm } from '../../ui/api-form.ts';
import { Refusal, Section } from '../../ui/sections.tsx';
import { withoutPermission, withPermission } from './grants.ts';
import css from '../../ui/sections.module.css';

type Grantable = NonNullable<Parameters<typeof create>[0]>['permissions'][number];

const create = (body: {
  name: string;
  permissions: Exclude<
    Permission,
    'account:read' | 'account:manage' | 'token:manage' | 'organization:transfer' | 'organization:delete'
  >[];
  expiresAt: string;
}) => read(api.POST('/auth/tokens', { body }));

const DAY = 86_400_000;
const LIVES = Object.entries(NEW_API_TOKEN.lives).map(([value, label]) => ({ value, label }));

export function NewApiToken({
  onCreated,
  onCancel,
}: {
  onCreated: (token: { name: string; token: string }) => void;
  onCancel: () => void;
}) {
  const may = useMay();
  const client = useQueryClient();
  const { form, submit, isBusy, refusal } = useApiForm(
    { name: '', permissions: ['task:read'] as Permission[], days: '90' },
    async ({ name, permissions, days }) => {
      // A moment less than a year: the server's clock may be behind.
      const expiresAt = new Date(Date.now() + Number(days) * DAY - 60_000).toISOString();
      const token = await create({ name, permissions: permissions as Grantable[], expiresAt });
      await client.invalidateQueries({ queryKey: ['api-tokens'] });
      onCreated(token);
    },
  );
  const { permissions } = form.getValues();
  const toggle = (permission: Permission, isOn: boolean): void =>
    form.setFieldValue(
      'permissions',
      isOn ? withPermission(permissions, permission) : withoutPermission(permissions, permission),
    );
  return (
    <Section title={API_TOKENS.new}>
      <form className={`${css['fields']} ${css['wide']}`} onSubmit={submit} noValidate>
        <Refusal of={refusal} />
        <TextInput
          label={NEW_API_TOKEN.purpose}
          placeholder={NEW_API_TOKEN.purposeExample}
          autoFocus
          autoComplete="off"
          maw={420}
          {...form.getInputProps('name')}
        />
        <NativeSelect label={NEW_API_TOKEN.endsIn} data={LIVES} maw={420} {...form.getInputProps('days')} />
        <div>
          {GRANTS.map(({ subject, permissions: texts }) => {
            const granted = (Object.entries(texts) as [Permission, string][]).filter(([one]) => may(one));
            if (granted.length === 0) return null;
            return (
              <fieldset key={subject} className={css['scope']}>
                <legend>{subject}</legend>
                {granted.map(([permission, label]) => (
                  <Checkbox
                    key={permission}
                    size="xs"
                    label={label}
                    checked={permissions.includes(permission)}
                    onChange={({ currentTarget }) => toggle(permission, currentTarget.checked)}
                  />
                ))}
              </fieldset>
            );
          })}
          {form.errors['permissions'] && <p className={css['refusal']}>{form.errors['permissions']}</p>}
        </div>
        <div className={css['secret']}>
          <Button type="submit" loading={isBusy}>
            {ACTIONS.create}
          </Button>
          <Button variant="default" onClick={onCancel}>
            {ACTIONS.cancel}
          </Button>
        </div>
      </form>
    </Section>
  );
}
