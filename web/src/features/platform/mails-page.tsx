import { api, read } from '../../api/client.ts';
import { MAILS, PLATFORM } from '../../texts/platform.ts';
import { fill } from '../../ui/fill.tsx';
import { formatPast } from '../../ui/format.ts';
import { Time } from '../../ui/signs.tsx';
import { Empty } from '../../ui/states.tsx';
import { Paged, usePaged } from '../../ui/paged.tsx';
import { PlatformPage } from './platform-page.tsx';
import css from '../../ui/sections.module.css';

export function MailsPage() {
  return (
    <PlatformPage title={PLATFORM.mails}>
      <Mails />
    </PlatformPage>
  );
}

function Mails() {
  const mails = usePaged(['platform', 'mails'], (page, signal) =>
    read(api.GET('/admin/mails', { params: { query: { page, limit: 50 } }, signal })),
  );
  return (
    <>
      <p className={css['lead']}>{MAILS.lead}</p>
      <Paged of={mails} label={PLATFORM.mails} empty={<Empty title={MAILS.empty}>{MAILS.emptyDetail}</Empty>}>
        {mails.list.map(({ id, to, subject, link, sentAt }) => (
          <li key={id}>
            <div className={css['main']}>
              <strong>{subject}</strong>
              <div className={css['dim']}>
                {fill(MAILS.to, { address: to, time: <Time at={sentAt}>{formatPast(sentAt)}</Time> })}
              </div>
              {link && (
                <div className={css['dim']}>
                  <a href={link}>{link}</a>
                </div>
              )}
            </div>
          </li>
        ))}
      </Paged>
    </>
  );
}
