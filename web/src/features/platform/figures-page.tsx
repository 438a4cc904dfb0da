import { Link } from '@tanstack/react-router';
import { api, read } from '../../api/client.ts';
import { formatNumber } from '../../ui/format.ts';
import { Empty } from '../../ui/states.tsx';
import { Paged, usePaged } from '../../ui/paged.tsx';
import { PlatformPage } from './platform-page.tsx';
import css from '../../ui/sections.module.css';

export function FiguresPage() {
  return (
    <PlatformPage title="Figures">
      <Figures />
    </PlatformPage>
  );
}

function Figures() {
  const figures = usePaged(['platform', 'figures'], (page, signal) =>
    read(api.GET('/admin/analytics', { params: { query: { page, limit: 20 } }, signal })),
  );
  return (
    <>
      <p className={css['lead']}>Each organization in the last 30 days.</p>
      <Paged of={figures} label="Figures" empty={<Empty title="No organizations yet" />}>
        {figures.list.map(({ id, name, figures: of }) => (
          <li key={id}>
            <div className={css['main']}>
              <strong>
                <Link to="/platform/organizations/$id" params={{ id }}>
                  {name}
                </Link>
              </strong>
              <div className={css['dim']}>
                {of
                  ? `${formatNumber(of.tasks)} tasks · ${formatNumber(of.created)} created · ${formatNumber(of.completed)} completed · ${of.members === 1 ? 'one member' : `${formatNumber(of.members)} members`}`
                  : 'Can’t be read: it is being purged, or waits to be migrated.'}
              </div>
            </div>
          </li>
        ))}
      </Paged>
    </>
  );
}
