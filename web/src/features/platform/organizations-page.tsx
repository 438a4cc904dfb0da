import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { type AdminOrganization, api, type Plan, read } from '../../api/client.ts';
import { addressOf } from '../../api/url.ts';
import { useApiForm } from '../../ui/api-form.ts';
import { formatBytes, formatPast } from '../../ui/format.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { Refusal, Section, ShownOnce } from '../../ui/sections.tsx';
import { Time } from '../../ui/signs.tsx';
import { Empty } from '../../ui/states.tsx';
import { ACTIONS, COUNTS, FIELDS, ORGANIZATION_STATUS, PLAN } from '../../texts/common.ts';
import { NEW_ORGANIZATION, ORGANIZATIONS, PLATFORM } from '../../texts/platform.ts';
import { fill } from '../../ui/fill.tsx';
import { Paged, usePaged } from '../../ui/paged.tsx';
import { PlatformPage } from './platform-page.tsx';
import css from '../../ui/sections.module.css';

export function OrganizationsPage() {
  return (
    <PlatformPage title={PLATFORM.organizations}>
      <Organizations />
    </PlatformPage>
  );
}

const options = (texts: Record<string, string>) =>
  Object.entries(texts).map(([value, label]) => ({ value, label }));

function Organizations() {
  const [isCreating, setCreating] = useState(false);
  const [link, setLink] = useState<{ owner: string; url: string }>();
  const [words, setWords] = useState('');
  const [q] = useDebouncedValue(words.trim(), 200);
  const [status, setStatus] = useState('');
  const [plan, setPlan] = useState('');
  const filter = {
    ...(q ? { q } : {}),
    ...(status ? { status: status as AdminOrganization['status'] } : {}),
    ...(plan ? { plan: plan as Plan } : {}),
  };
  const found = usePaged(['platform', 'organizations', filter], (page, signal) =>
    read(api.GET('/admin/organizations', { params: { query: { ...filter, page, limit: 50 } }, signal })),
  );
  return (
    <>
      {link && (
        <ShownOnce
          text={ORGANIZATIONS.invited(link.owner)}
          value={link.url}
          onClose={() => setLink(undefined)}
        />
      )}
      {isCreating ? (
        <Create
          onCancel={() => setCreating(false)}
          onCreated={(issued) => {
            setCreating(false);
            setLink(issued);
          }}
        />
      ) : (
        <p>
          <Button onClick={() => setCreating(true)}>{ORGANIZATIONS.new}</Button>
        </p>
      )}
      <div className={css['inline']} style={{ marginBottom: 16 }}>
        <TextInput
          type="search"
          aria-label={ORGANIZATIONS.find}
          placeholder={ORGANIZATIONS.findExample}
          value={words}
          onChange={({ currentTarget }) => setWords(currentTarget.value)}
        />
        <NativeSelect
          aria-label={FIELDS.status}
          data={[{ value: '', label: ORGANIZATIONS.anyStatus }, ...options(ORGANIZATION_STATUS)]}
          value={status}
          onChange={({ currentTarget }) => setStatus(currentTarget.value)}
        />
        <NativeSelect
          aria-label={FIELDS.plan}
          data={[{ value: '', label: ORGANIZATIONS.anyPlan }, ...options(PLAN)]}
          value={plan}
          onChange={({ currentTarget }) => setPlan(currentTarget.value)}
        />
      </div>
      <p className={css['hint']} role="status">
        {found.total !== undefined && COUNTS.found(found.total)}
      </p>
      <Paged
        of={found}
        label={PLATFORM.organizations}
        empty={
          Object.keys(filter).length > 0 ? (
            <Empty title={PLATFORM.noneLikeThis}>{PLATFORM.noneLikeThisDetail}</Empty>
          ) : (
            <Empty title={PLATFORM.noOrganizations}>{ORGANIZATIONS.emptyDetail}</Empty>
          )
        }
      >
        {found.list.map((one) => (
          <li key={one.id}>
            <div className={css['main']}>
              <strong>
                <Link to="/platform/organizations/$id" params={{ id: one.id }}>
                  {one.name}
                </Link>
              </strong>
              <span className={css['badge']}>{PLAN[one.plan]}</span>
              <div className={css['dim']}>
                {one.slug} · {COUNTS.members(one.members)} · {formatBytes(one.sizeBytes)} ·{' '}
                {one.lastActivityAt
                  ? fill(ORGANIZATIONS.used, {
                      time: <Time at={one.lastActivityAt}>{formatPast(one.lastActivityAt)}</Time>,
                    })
                  : ORGANIZATIONS.neverUsed}
              </div>
            </div>
            <OrganizationState status={one.status} />
          </li>
        ))}
      </Paged>
    </>
  );
}

const TONE = { ACTIVE: 'dim', SUSPENDED: 'warn', DELETED: 'danger', PURGING: 'danger' } as const;

export const OrganizationState = ({ status }: { status: AdminOrganization['status'] }) => (
  <span className={css[TONE[status]]}>{ORGANIZATION_STATUS[status]}</span>
);

function Create({
  onCreated,
  onCancel,
}: {
  onCreated: (link?: { owner: string; url: string }) => void;
  onCancel: () => void;
}) {
  const client = useQueryClient();
  const { form, submit, isBusy, refusal } = useApiForm(
    { name: '', slug: '', plan: '', owner: '', domain: '' },
    async ({ name, ...optional }) => {
      const given = Object.fromEntries(
        Object.entries(optional)
          .map(([field, value]) => [field, value.trim()])
          .filter(([, value]) => value !== ''),
      ) as { slug?: string; plan?: Plan; owner?: string; domain?: string };
      const { invitation } = await read(api.POST('/admin/organizations', { body: { name, ...given } }));
      await client.invalidateQueries({ queryKey: ['platform'] });
      notifyDone(NEW_ORGANIZATION.done(name));
      onCreated(
        invitation?.token
          ? { owner: invitation.email, url: addressOf(`join#token=${invitation.token}`) }
          : undefined,
      );
    },
  );
  return (
    <Section title={ORGANIZATIONS.new}>
      <form className={css['fields']} onSubmit={submit} noValidate>
        <Refusal of={refusal} />
        <TextInput label={FIELDS.name} autoFocus autoComplete="off" {...form.getInputProps('name')} />
        <TextInput
          label={FIELDS.slug}
          description={NEW_ORGANIZATION.slugHint}
          autoComplete="off"
          {...form.getInputProps('slug')}
        />
        <NativeSelect
          label={FIELDS.plan}
          data={[{ value: '', label: NEW_ORGANIZATION.usualPlan }, ...options(PLAN)]}
          {...form.getInputProps('plan')}
        />
        <TextInput
          label={NEW_ORGANIZATION.owner}
          description={NEW_ORGANIZATION.ownerHint}
          type="email"
          autoComplete="off"
          {...form.getInputProps('owner')}
        />
        <TextInput
          label={FIELDS.domain}
          description={NEW_ORGANIZATION.domainHint}
          autoComplete="off"
          {...form.getInputProps('domain')}
        />
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
