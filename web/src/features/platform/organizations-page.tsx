import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { type AdminOrganization, api, type Plan, read } from '../../api/client.ts';
import { addressOf } from '../../api/url.ts';
import { useApiForm } from '../../ui/api-form.ts';
import { formatBytes, formatNumber, formatPast } from '../../ui/format.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { Refusal, Section, ShownOnce } from '../../ui/sections.tsx';
import { Time } from '../../ui/signs.tsx';
import { Empty } from '../../ui/states.tsx';
import { ORGANIZATION_STATUS, PLAN } from '../../texts/common.ts';
import { Paged, usePaged } from '../../ui/paged.tsx';
import { PlatformPage } from './platform-page.tsx';
import css from '../../ui/sections.module.css';

export function OrganizationsPage() {
  return (
    <PlatformPage title="Organizations">
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
          text={`A mail is on its way to ${link.owner}, the owner. You can pass this link on as well; it is shown this once:`}
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
          <Button onClick={() => setCreating(true)}>New organization</Button>
        </p>
      )}
      <div className={css['inline']} style={{ marginBottom: 16 }}>
        <TextInput
          type="search"
          aria-label="Find an organization"
          placeholder="Name, slug or domain"
          value={words}
          onChange={({ currentTarget }) => setWords(currentTarget.value)}
        />
        <NativeSelect
          aria-label="Status"
          data={[{ value: '', label: 'Any status' }, ...options(ORGANIZATION_STATUS)]}
          value={status}
          onChange={({ currentTarget }) => setStatus(currentTarget.value)}
        />
        <NativeSelect
          aria-label="Plan"
          data={[{ value: '', label: 'Any plan' }, ...options(PLAN)]}
          value={plan}
          onChange={({ currentTarget }) => setPlan(currentTarget.value)}
        />
      </div>
      <p className={css['hint']} role="status">
        {found.total !== undefined && `${formatNumber(found.total)} found`}
      </p>
      <Paged
        of={found}
        label="Organizations"
        empty={<Empty title="None like this">Take a filter away, or search for less.</Empty>}
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
                {one.slug} · {one.members === 1 ? 'one member' : `${formatNumber(one.members)} members`} ·{' '}
                {formatBytes(one.sizeBytes)} ·{' '}
                {one.lastActivityAt ? (
                  <>
                    used <Time at={one.lastActivityAt}>{formatPast(one.lastActivityAt)}</Time>
                  </>
                ) : (
                  'never used'
                )}
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
      notifyDone(`${name} is created`);
      onCreated(
        invitation?.token
          ? { owner: invitation.email, url: addressOf(`join#token=${invitation.token}`) }
          : undefined,
      );
    },
  );
  return (
    <Section title="New organization">
      <form className={css['fields']} onSubmit={submit} noValidate>
        <Refusal of={refusal} />
        <TextInput label="Name" autoFocus autoComplete="off" {...form.getInputProps('name')} />
        <TextInput
          label="Slug"
          description="Made of the name where it is left empty"
          autoComplete="off"
          {...form.getInputProps('slug')}
        />
        <NativeSelect
          label="Plan"
          data={[{ value: '', label: 'The usual one' }, ...options(PLAN)]}
          {...form.getInputProps('plan')}
        />
        <TextInput
          label="E-mail address of the owner"
          description="Who is invited to own it"
          type="email"
          autoComplete="off"
          {...form.getInputProps('owner')}
        />
        <TextInput
          label="Domain"
          description="Leads to it at once. May be left empty"
          autoComplete="off"
          {...form.getInputProps('domain')}
        />
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
