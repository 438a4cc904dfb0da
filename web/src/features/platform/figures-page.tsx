import { Link } from '@tanstack/react-router';
import { api, read } from '../../api/client.ts';
import { FIGURES, PLATFORM } from '../../texts/platform.ts';
import { COUNTS } from '../../texts/common.ts';
import { Empty } from '../../ui/states.tsx';
import { Paged, usePaged } from '../../ui/paged.tsx';
import { PlatformPage } from './platform-page.tsx';
import css from '../../ui/sections.module.css';

export function FiguresPage() {
  return (
    <PlatformPage title={PLATFORM.figures}>
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
      <p className={css['lead']}>{FIGURES.lead}</p>
      <Paged
        of={figures}
        label={PLATFORM.figures}
        empty={<Empty title={PLATFORM.noOrganizations}>{PLATFORM.noOrganizationsDetail}</Empty>}
      >
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
                  ? [
                      COUNTS.tasks(of.tasks),
                      FIGURES.created(of.created),
                      FIGURES.completed(of.completed),
                      COUNTS.members(of.members),
                    ].join(' · ')
                  : FIGURES.unreadable}
              </div>
            </div>
          </li>
        ))}
      </Paged>
    </>
  );
}
