import { useQuery } from '@tanstack/react-query';
import { formatBytes, formatNumber } from '../../ui/format.ts';
import { Failure } from '../../ui/states.tsx';
import { PLAN } from '../../texts/common.ts';
import { usageQuery } from './queries.ts';
import { OrganizationPage } from './settings-pages.tsx';
import css from '../../ui/sections.module.css';

const COUNTED = { tasks: 'Tasks', projects: 'Projects', members: 'Members', storage: 'Storage' } as const;

export function UsagePage() {
  const usage = useQuery(usageQuery);
  return (
    <OrganizationPage
      title="Plan and usage"
      permission="organization:read"
      what="The plan is shown to those who belong to the organization."
    >
      {usage.isError ? (
        <Failure error={usage.error} reset={() => void usage.refetch()} />
      ) : !usage.data ? (
        <div aria-busy="true" />
      ) : (
        <>
          <p className={css['lead']}>
            The plan is <strong>{PLAN[usage.data.plan]}</strong>. Those who run this TaskFlow can change it.
          </p>
          <ul className={css['rows']} aria-label="Usage">
            {(Object.keys(COUNTED) as (keyof typeof COUNTED)[]).map((what) => (
              <Meter key={what} what={what} used={usage.data.usage[what]} limit={usage.data.limits[what]} />
            ))}
          </ul>
          <p className={css['hint']}>Files take {formatBytes(usage.data.usage.fileBytes)} of the storage.</p>
        </>
      )}
    </OrganizationPage>
  );
}

function Meter({ what, used, limit }: { what: keyof typeof COUNTED; used: number; limit: number | null }) {
  const format = what === 'storage' ? formatBytes : formatNumber;
  return (
    <li>
      <div className={css['main']}>
        <strong>{COUNTED[what]}</strong>
        {limit !== null && (
          <div className={css['meter']} data-full={used >= limit || undefined} aria-hidden>
            <span style={{ width: `${Math.min(100, (100 * used) / Math.max(1, limit))}%` }} />
          </div>
        )}
      </div>
      <span className={css['dim']}>
        {format(used)} {limit === null ? '· no limit' : `of ${format(limit)}`}
      </span>
    </li>
  );
}
