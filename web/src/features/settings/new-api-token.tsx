import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { api, type Permission, read } from '../../api/client.ts';
import { useMay } from '../../api/organization.ts';
import { useApiForm } from '../../ui/api-form.ts';
import { Refusal, Section } from '../../ui/sections.tsx';
import { GRANTS, withoutPermission, withPermission } from './grants.ts';
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
const LIVES = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
];

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
    <Section title="New token">
      <form className={`${css['fields']} ${css['wide']}`} onSubmit={submit} noValidate>
        <Refusal of={refusal} />
        <TextInput
          label="What it is for"
          placeholder="Nightly report"
          autoFocus
          autoComplete="off"
          maw={420}
          {...form.getInputProps('name')}
        />
        <NativeSelect label="Ends in" data={LIVES} maw={420} {...form.getInputProps('days')} />
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
            Create
          </Button>
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
        </div>
      </form>
    </Section>
  );
}
