import { Button, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { type AdminOrganization, api, type Plan, read } from '../../api/client.ts';
import { useAction } from '../../ui/action.ts';
import { formatBytes, formatDay, formatNumber, formatPast } from '../../ui/format.ts';
import { ConfirmByName, Section, SureButton } from '../../ui/sections.tsx';
import { Person, Time } from '../../ui/signs.tsx';
import { Failure } from '../../ui/states.tsx';
import { PLAN, ROLE } from '../../texts/common.ts';
import { OrganizationDomains } from './organization-domains.tsx';
import { OrganizationState } from './organizations-page.tsx';
import { Paged, usePaged } from '../../ui/paged.tsx';
import { PlatformPage } from './platform-page.tsx';
import css from '../../ui/sections.module.css';

const refresh = [['platform']];

export function OrganizationPage() {
  const { id } = useParams({ from: '/shell/platform/organizations/$id' });
  return (
    <PlatformPage title="Organization">
      <p>
        <Link to="/platform/organizations">All organizations</Link>
      </p>
      <OneOrganization id={id} />
    </PlatformPage>
  );
}

function OneOrganization({ id }: { id: string }) {
  const [purged, setPurged] = useState<{ slug: string; nothingLeftOf: string[] }>();
  const organization = useQuery({
    queryKey: ['platform', 'organization', id],
    queryFn: ({ signal }) => read(api.GET('/admin/organizations/{id}', { params: { path: { id } }, signal })),
    enabled: !purged,
  });
  if (purged)
    return (
      <div className={css['note']} role="status">
        <strong>{purged.slug} is purged</strong>
        <span>It was looked for afterwards, and nothing was found of:</span>
        <ul>
          {purged.nothingLeftOf.map((what) => (
            <li key={what}>{what}</li>
          ))}
        </ul>
      </div>
    );
  if (organization.isError)
    return <Failure error={organization.error} reset={() => void organization.refetch()} />;
  if (!organization.data) return <div aria-busy="true" />;
  const { data } = organization;
  return (
    <>
      <Facts organization={data} />
      <Moves organization={data} onPurged={setPurged} />
      {(data.status === 'ACTIVE' || data.status === 'SUSPENDED') && <OrganizationDomains id={id} />}
      <Members id={id} />
    </>
  );
}

function Facts({ organization }: { organization: AdminOrganization }) {
  const { id, name, slug, plan, status, members, sizeBytes, createdAt, lastActivityAt, purgeAfter } =
    organization;
  const change = useAction(
    (next: Plan) =>
      read(api.PATCH('/admin/organizations/{id}', { params: { path: { id } }, body: { plan: next } })),
    { refresh, done: (next) => `${name} has the plan ${PLAN[next]} now` },
  );
  return (
    <dl className={css['facts']}>
      <dt>Name</dt>
      <dd>{name}</dd>
      <dt>Slug</dt>
      <dd>{slug}</dd>
      <dt>Status</dt>
      <dd>
        <OrganizationState status={status} />
      </dd>
      <dt>Plan</dt>
      <dd>
        {status === 'ACTIVE' || status === 'SUSPENDED' ? (
          <NativeSelect
            size="xs"
            maw={200}
            aria-label={`Plan of ${name}`}
            value={plan}
            disabled={change.isPending}
            data={Object.entries(PLAN).map(([value, label]) => ({ value, label }))}
            onChange={({ currentTarget }) => change.mutate(currentTarget.value as Plan)}
          />
        ) : (
          PLAN[plan]
        )}
      </dd>
      <dt>Members</dt>
      <dd>{formatNumber(members)}</dd>
      <dt>Size</dt>
      <dd>about {formatBytes(sizeBytes)}</dd>
      <dt>Since</dt>
      <dd>
        <Time at={createdAt}>{formatDay(createdAt)}</Time>
      </dd>
      <dt>Last used</dt>
      <dd>{lastActivityAt ? <Time at={lastActivityAt}>{formatPast(lastActivityAt)}</Time> : 'never'}</dd>
      {purgeAfter && (
        <>
          <dt>Purged from</dt>
          <dd>
            <Time at={purgeAfter}>{formatDay(purgeAfter)}</Time>
          </dd>
        </>
      )}
    </dl>
  );
}

/** What the status of an organization lets an operator do with it. */
function Moves({
  organization: { id, name, slug, status },
  onPurged,
}: {
  organization: AdminOrganization;
  onPurged: (purged: { slug: string; nothingLeftOf: string[] }) => void;
}) {
  const params = { path: { id } };
  const suspend = useAction(() => read(api.POST('/admin/organizations/{id}/suspend', { params })), {
    refresh,
    done: `${name} is suspended`,
  });
  const resume = useAction(() => read(api.POST('/admin/organizations/{id}/resume', { params })), {
    refresh,
    done: `${name} is open again`,
  });
  const remove = useAction(() => read(api.DELETE('/admin/organizations/{id}', { params })), {
    refresh,
    done: `${name} is deleted`,
  });
  const restore = useAction(() => read(api.POST('/admin/organizations/{id}/restore', { params })), {
    refresh,
    done: `${name} is restored`,
  });
  const purge = useAction(
    () => read(api.POST('/admin/organizations/{id}/purge', { params, body: { slug } })),
    { onDone: onPurged },
  );
  return (
    <>
      <div className={css['secret']}>
        {status === 'ACTIVE' && (
          <SureButton
            label="Suspend"
            question="Its members are kept out until it is resumed."
            isBusy={suspend.isPending}
            onSure={() => suspend.mutate()}
          />
        )}
        {status === 'SUSPENDED' && (
          <Button size="compact-sm" loading={resume.isPending} onClick={() => resume.mutate()}>
            Resume
          </Button>
        )}
        {status === 'DELETED' && (
          <Button size="compact-sm" loading={restore.isPending} onClick={() => restore.mutate()}>
            Restore
          </Button>
        )}
      </div>
      {(status === 'ACTIVE' || status === 'SUSPENDED') && (
        <Section title="Delete" hint="It closes at once, and can be restored for 30 days.">
          <ConfirmByName
            key="delete"
            name={name}
            what="name of the organization"
            action="Delete"
            isBusy={remove.isPending}
            onConfirm={() => remove.mutate()}
          />
        </Section>
      )}
      {(status === 'DELETED' || status === 'PURGING') && (
        <Section
          title="Purge"
          hint="Removes everything of it for good, and looks whether anything is left. It can’t be undone."
        >
          <ConfirmByName
            key="purge"
            name={slug}
            what="slug of the organization"
            action="Purge"
            isBusy={purge.isPending}
            onConfirm={() => purge.mutate()}
          />
        </Section>
      )}
    </>
  );
}

function Members({ id }: { id: string }) {
  const members = usePaged(['platform', 'organization', id, 'members'], (page, signal) =>
    read(
      api.GET('/admin/organizations/{id}/members', {
        params: { path: { id }, query: { page, limit: 50 } },
        signal,
      }),
    ),
  );
  return (
    <Section title="Members">
      <Paged of={members} label="Members" empty={<p className={css['dim']}>None yet.</p>}>
        {members.list.map(({ userId, name, email, role }) => (
          <li key={userId}>
            <Person id={userId} name={name} size={28} label={false} />
            <div className={css['main']}>
              <strong>{name}</strong>
              <div className={css['dim']}>{email}</div>
            </div>
            <span className={css['dim']}>{ROLE[role]}</span>
          </li>
        ))}
      </Paged>
    </Section>
  );
}
