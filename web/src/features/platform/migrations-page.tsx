import { api, read } from '../../api/client.ts';
import { MIGRATIONS, PLATFORM } from '../../texts/platform.ts';
import { formatNumber, formatPast } from '../../ui/format.ts';
import { Time } from '../../ui/signs.tsx';
import { Empty } from '../../ui/states.tsx';
import { Paged, usePaged } from '../../ui/paged.tsx';
import { PlatformPage } from './platform-page.tsx';
import css from '../../ui/sections.module.css';

const TONE = { CURRENT: 'dim', PENDING: 'warn', MIGRATING: 'warn', FAILED: 'danger' } as const;

/** Milliseconds until the ledger is read again, while a migration goes on. */
const POLL = 2000;

export function MigrationsPage() {
  return (
    <PlatformPage title={PLATFORM.migrations}>
      <Migrations />
    </PlatformPage>
  );
}

function Migrations() {
  const migrations = usePaged(
    ['platform', 'migrations'],
    (page, signal) => read(api.GET('/admin/migrations', { params: { query: { page, limit: 50 } }, signal })),
    (first) =>
      first?.counts.some(({ state }) => state === 'PENDING' || state === 'MIGRATING') ? POLL : false,
  );
  const { first } = migrations;
  const count = (isCounted: (state: keyof typeof MIGRATIONS.states) => boolean): number =>
    first?.counts.filter(({ state }) => isCounted(state)).reduce((sum, one) => sum + one.organizations, 0) ??
    0;
  const all = count(() => true);
  const current = count((state) => state === 'CURRENT');
  const failed = count((state) => state === 'FAILED');
  return (
    <>
      {first && (
        <div className={css['section']}>
          <p className={css['lead']} role="status">
            {failed > 0
              ? MIGRATIONS.summaryWithFailed(formatNumber(current), all, first.newest, formatNumber(failed))
              : MIGRATIONS.summary(formatNumber(current), all, first.newest)}{' '}
            {MIGRATIONS.oldest(first.oldestServed)}
          </p>
          <div className={css['meter']} data-full={failed > 0 || undefined} aria-hidden>
            <span style={{ width: `${(100 * current) / Math.max(1, all)}%` }} />
          </div>
        </div>
      )}
      <Paged
        of={migrations}
        label={PLATFORM.migrations}
        empty={<Empty title={PLATFORM.noOrganizations}>{PLATFORM.noOrganizationsDetail}</Empty>}
      >
        {migrations.list.map(({ organizationId, slug, version, state, attempts, error, migratedAt }) => (
          <li key={organizationId}>
            <div className={css['main']}>
              <strong>{slug}</strong>
              <span className={css['badge']}>{MIGRATIONS.version(version)}</span>
              <div className={css['dim']}>
                <Time at={migratedAt}>{formatPast(migratedAt)}</Time>
                {attempts > 1 && ` · ${MIGRATIONS.attempts(attempts)}`}
              </div>
              {error && <div className={css['danger']}>{error}</div>}
            </div>
            <span className={css[TONE[state]]}>{MIGRATIONS.states[state]}</span>
          </li>
        ))}
      </Paged>
    </>
  );
}
