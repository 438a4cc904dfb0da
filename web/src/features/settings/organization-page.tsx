import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type Organization, read } from '../../api/client.ts';
import { meQuery, useMay } from '../../api/organization.ts';
import { isCode } from '../../api/problem.ts';
import { renew } from '../../api/session.ts';
import { useApiForm } from '../../ui/api-form.ts';
import { formatDay } from '../../ui/format.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { Refusal } from '../../ui/sections.tsx';
import { Time } from '../../ui/signs.tsx';
import { Failure } from '../../ui/states.tsx';
import { PLAN } from '../../texts/common.ts';
import { organizationQuery } from './queries.ts';
import { OrganizationPage } from './settings-pages.tsx';
import { TASK_WRITES } from '../../texts/settings.ts';
import css from '../../ui/sections.module.css';

export function OrganizationSettingsPage() {
  const organization = useQuery(organizationQuery);
  const may = useMay();
  return (
    <OrganizationPage
      title="Organization"
      permission="organization:read"
      what="The settings are shown to those who belong to the organization."
    >
      {organization.isError ? (
        <Failure error={organization.error} reset={() => void organization.refetch()} />
      ) : !organization.data ? (
        <div aria-busy="true" />
      ) : may('organization:manage') ? (
        // A newer version starts the form anew.
        <Fields
          key={organization.data.tag}
          organization={organization.data.data}
          tag={organization.data.tag}
        />
      ) : (
        <Facts organization={organization.data.data} />
      )}
    </OrganizationPage>
  );
}

function Facts({ organization: { name, slug, plan, settings, createdAt } }: { organization: Organization }) {
  return (
    <dl className={css['facts']}>
      <dt>Name</dt>
      <dd>{name}</dd>
      <dt>Slug</dt>
      <dd>{slug}</dd>
      <dt>Plan</dt>
      <dd>{PLAN[plan]}</dd>
      <dt>Time zone</dt>
      <dd>{settings.timeZone}</dd>
      <dt>Tasks are written by</dt>
      <dd>{TASK_WRITES[settings.taskWrites]}</dd>
      <dt>Since</dt>
      <dd>
        <Time at={createdAt}>{formatDay(createdAt)}</Time>
      </dd>
    </dl>
  );
}

/** What the browser knows, with those that it may lack. */
const timeZones = (current: string): string[] =>
  [...new Set(['UTC', current, ...Intl.supportedValuesOf('timeZone')])].toSorted();

function Fields({
  organization: { name, slug, settings },
  tag,
}: {
  organization: Organization;
  tag: string;
}) {
  const client = useQueryClient();
  const again = (): Promise<unknown> =>
    Promise.all([organizationQuery, meQuery].map(({ queryKey }) => client.invalidateQueries({ queryKey })));
  const { form, submit, isBusy, refusal } = useApiForm(
    { name, slug, timeZone: settings.timeZone, taskWrites: settings.taskWrites },
    async ({ timeZone, taskWrites, ...fields }) => {
      const body = { ...fields, settings: { timeZone, taskWrites } };
      const params = { header: { 'If-Match': tag } };
      try {
        await read(api.PATCH('/organizations/current', { params, body }));
      } catch (error) {
        if (isCode(error, 'version-conflict')) await again();
        throw error;
      }
      // The switcher shows the name that the session has.
      await renew();
      await again();
      notifyDone('The organization is changed');
    },
  );
  return (
    <form className={css['fields']} onSubmit={submit} noValidate>
      <Refusal of={refusal} />
      <TextInput label="Name" autoComplete="organization" {...form.getInputProps('name')} />
      <TextInput
        label="Slug"
        description="Its short name in addresses: small letters, digits and hyphens"
        {...form.getInputProps('slug')}
      />
      <NativeSelect
        label="Time zone"
        description="In which its days begin: due dates and figures go by it"
        data={timeZones(settings.timeZone)}
        {...form.getInputProps('timeZone')}
      />
      <NativeSelect
        label="Who may write tasks"
        data={Object.entries(TASK_WRITES).map(([value, label]) => ({ value, label }))}
        {...form.getInputProps('taskWrites')}
      />
      <Button type="submit" loading={isBusy} disabled={!form.isDirty()}>
        Save
      </Button>
    </form>
  );
}
