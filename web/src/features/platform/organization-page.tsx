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
import { ACTIONS, FIELDS, PLAN, ROLE } from '../../texts/common.ts';
import { MOVES, ORGANIZATION } from '../../texts/platform.ts';
import { CONFIRMATION } from '../../texts/ui.ts';
import { OrganizationDomains } from './organization-domains.tsx';
import { OrganizationState } from './organizations-page.tsx';
import { Paged, usePaged } from '../../ui/paged.tsx';
import { PlatformPage } from './platform-page.tsx';
import css from '../../ui/sections.module.css';

const refresh = [['platform']];

export function OrganizationPage() {
  const { id } = useParams({ from: '/shell/platform/organizations/$id' });
  return (
    <PlatformPage title={ORGANIZATION.title}>
      <p>
        <Link to="/platform/organizations">{ORGANIZATION.all}</Link>
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
        <strong>{MOVES.purged(purged.slug)}</strong>
        <span>{MOVES.nothingLeftOf}</span>
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
    { refresh, done: (next) => ORGANIZATION.planChanged(name, PLAN[next]) },
  );
  return (
    <dl className={css['facts']}>
      <dt>{FIELDS.name}</dt>
      <dd>{name}</dd>
      <dt>{FIELDS.slug}</dt>
      <dd>{slug}</dd>
      <dt>{FIELDS.status}</dt>
      <dd>
        <OrganizationState status={status} />
      </dd>
      <dt>{FIELDS.plan}</dt>
      <dd>
        {status === 'ACTIVE' || status === 'SUSPENDED' ? (
          <NativeSelect
            size="xs"
            maw={200}
            aria-label={ORGANIZATION.planOf(name)}
            value={plan}
            disabled={change.isPending}
            data={Object.entries(PLAN).map(([value, label]) => ({ value, label }))}
            onChange={({ currentTarget }) => change.mutate(currentTarget.value as Plan)}
          />
        ) : (
          PLAN[plan]
        )}
      </dd>
      <dt>{FIELDS.members}</dt>
      <dd>{formatNumber(members)}</dd>
      <dt>{ORGANIZATION.size}</dt>
      <dd>{ORGANIZATION.about(formatBytes(sizeBytes))}</dd>
      <dt>{FIELDS.since}</dt>
      <dd>
        <Time at={createdAt}>{formatDay(createdAt)}</Time>
      </dd>
      <dt>{ORGANIZATION.lastUsed}</dt>
      <dd>
        {lastActivityAt ? <Time at={lastActivityAt}>{formatPast(lastActivityAt)}</Time> : ORGANIZATION.never}
      </dd>
      {purgeAfter && (
        <>
          <dt>{ORGANIZATION.purgedFrom}</dt>
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
    done: MOVES.suspended(name),
  });
  const resume = useAction(() => read(api.POST('/admin/organizations/{id}/resume', { params })), {
    refresh,
    done: MOVES.resumed(name),
  });
  const remove = useAction(() => read(api.DELETE('/admin/organizations/{id}', { params })), {
    refresh,
    done: MOVES.deleted(name),
  });
  const restore = useAction(() => read(api.POST('/admin/organizations/{id}/restore', { params })), {
    refresh,
    done: MOVES.restored(name),
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
            label={MOVES.suspend}
            question={MOVES.suspendQuestion}
            isBusy={suspend.isPending}
            onSure={() => suspend.mutate()}
          />
        )}
        {status === 'SUSPENDED' && (
          <Button size="compact-sm" loading={resume.isPending} onClick={() => resume.mutate()}>
            {MOVES.resume}
          </Button>
        )}
        {status === 'DELETED' && (
          <Button size="compact-sm" loading={restore.isPending} onClick={() => restore.mutate()}>
            {MOVES.restore}
          </Button>
        )}
      </div>
      {(status === 'ACTIVE' || status === 'SUSPENDED') && (
        <Section title={ACTIONS.delete} hint={MOVES.deleteHint}>
          <ConfirmByName
            key="delete"
            name={name}
            what={CONFIRMATION.organizationName}
            action={ACTIONS.delete}
            isBusy={remove.isPending}
            onConfirm={() => remove.mutate()}
          />
        </Section>
      )}
      {(status === 'DELETED' || status === 'PURGING') && (
        <Section title={MOVES.purge} hint={MOVES.purgeHint}>
          <ConfirmByName
            key="purge"
            name={slug}
            what={CONFIRMATION.organizationSlug}
            action={MOVES.purge}
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
    <Section title={FIELDS.members}>
      <Paged
        of={members}
        label={FIELDS.members}
        empty={<p className={css['dim']}>{ORGANIZATION.noMembers}</p>}
      >
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
