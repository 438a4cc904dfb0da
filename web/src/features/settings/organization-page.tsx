import { Button, NativeSelect, Switch, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type Organization, read } from '../../api/client.ts';
import { meQuery, organizationQuery, useMay } from '../../api/organization.ts';
import { isCode } from '../../api/problem.ts';
import { renew } from '../../api/session.ts';
import { useApiForm } from '../../ui/api-form.ts';
import { formatDay } from '../../ui/format.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { Refusal } from '../../ui/sections.tsx';
import { Time } from '../../ui/signs.tsx';
import { Failure } from '../../ui/states.tsx';
import { ACTIONS, FIELDS, PLAN } from '../../texts/common.ts';
import { OrganizationPage } from './settings-pages.tsx';
import { ORGANIZATION, REOPENING, TASK_WRITES } from '../../texts/settings.ts';
import css from '../../ui/sections.module.css';

export function OrganizationSettingsPage() {
  const organization = useQuery(organizationQuery);
  const may = useMay();
  return (
    <OrganizationPage title={ORGANIZATION.title} permission="organization:read" what={ORGANIZATION.why}>
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
      <dt>{FIELDS.name}</dt>
      <dd>{name}</dd>
      <dt>{FIELDS.slug}</dt>
      <dd>{slug}</dd>
      <dt>{FIELDS.plan}</dt>
      <dd>{PLAN[plan]}</dd>
      <dt>{FIELDS.timeZone}</dt>
      <dd>{settings.timeZone}</dd>
      <dt>{ORGANIZATION.writtenBy}</dt>
      <dd>{TASK_WRITES[settings.taskWrites]}</dd>
      <dt>{REOPENING.heading}</dt>
      <dd>{settings.allowReopen ? REOPENING.on : REOPENING.off}</dd>
      <dt>{FIELDS.since}</dt>
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
    {
      name,
      slug,
      timeZone: settings.timeZone,
      taskWrites: settings.taskWrites,
      allowReopen: settings.allowReopen,
    },
    async ({ timeZone, taskWrites, allowReopen, ...fields }) => {
      const body = { ...fields, settings: { timeZone, taskWrites, allowReopen } };
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
      notifyDone(ORGANIZATION.changed);
    },
  );
  return (
    <form className={css['fields']} onSubmit={submit} noValidate>
      <Refusal of={refusal} />
      <TextInput label={FIELDS.name} autoComplete="organization" {...form.getInputProps('name')} />
      <TextInput label={FIELDS.slug} description={ORGANIZATION.slugHint} {...form.getInputProps('slug')} />
      <NativeSelect
        label={FIELDS.timeZone}
        description={ORGANIZATION.timeZoneHint}
        data={timeZones(settings.timeZone)}
        {...form.getInputProps('timeZone')}
      />
      <NativeSelect
        label={ORGANIZATION.taskWrites}
        data={Object.entries(TASK_WRITES).map(([value, label]) => ({ value, label }))}
        {...form.getInputProps('taskWrites')}
      />
      <Switch
        label={REOPENING.label}
        description={REOPENING.hint}
        {...form.getInputProps('allowReopen', { type: 'checkbox' })}
      />
      <Button type="submit" loading={isBusy} disabled={!form.isDirty()}>
        {ACTIONS.save}
      </Button>
    </form>
  );
}
