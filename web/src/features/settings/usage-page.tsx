import { useQuery } from '@tanstack/react-query';
import { formatBytes, formatNumber } from '../../ui/format.ts';
import { Failure } from '../../ui/states.tsx';
import { PLAN } from '../../texts/common.ts';
import { USAGE } from '../../texts/settings.ts';
import { SETTINGS_TABS } from '../../texts/shell.ts';
import { fill } from '../../ui/fill.tsx';
import { usageQuery } from './queries.ts';
import { OrganizationPage } from './settings-pages.tsx';
import css from '../../ui/sections.module.css';

type Counted = keyof typeof USAGE.counted;

export function UsagePage() {
  const usage = useQuery(usageQuery);
  return (
    <OrganizationPage title={SETTINGS_TABS.usage} permission="organization:read" what={USAGE.why}>
      {usage.isError ? (
        <Failure error={usage.error} reset={() => void usage.refetch()} />
      ) : !usage.data ? (
        <div aria-busy="true" />
      ) : (
        <>
          <p className={css['lead']}>
            {fill(USAGE.plan, { plan: <strong>{PLAN[usage.data.plan]}</strong> })}
          </p>
          <ul className={css['rows']} aria-label={USAGE.list}>
            {(Object.keys(USAGE.counted) as Counted[]).map((what) => (
              <Meter key={what} what={what} used={usage.data.usage[what]} limit={usage.data.limits[what]} />
            ))}
          </ul>
          <p className={css['hint']}>{USAGE.files(formatBytes(usage.data.usage.fileBytes))}</p>
        </>
      )}
    </OrganizationPage>
  );
}

function Meter({ what, used, limit }: { what: Counted; used: number; limit: number | null }) {
  const format = what === 'storage' ? formatBytes : formatNumber;
  return (
    <li>
      <div className={css['main']}>
        <strong>{USAGE.counted[what]}</strong>
        {limit !== null && (
          <div className={css['meter']} data-full={used >= limit || undefined} aria-hidden>
            <span style={{ width: `${Math.min(100, (100 * used) / Math.max(1, limit))}%` }} />
          </div>
        )}
      </div>
      <span className={css['dim']}>
        {limit === null ? USAGE.unlimited(format(used)) : USAGE.limited(format(used), format(limit))}
      </span>
    </li>
  );
}
