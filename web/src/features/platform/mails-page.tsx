import { api, read } from '../../api/client.ts';
import { formatPast } from '../../ui/format.ts';
import { Time } from '../../ui/signs.tsx';
import { Empty } from '../../ui/states.tsx';
import { Paged, usePaged } from '../../ui/paged.tsx';
import { PlatformPage } from './platform-page.tsx';
import css from '../../ui/sections.module.css';

export function MailsPage() {
  return (
    <PlatformPage title="Mails">
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
      <p className={css['lead']}>
        Without a mail server mails are printed to the log. These are the last ones, newest first.
      </p>
      <Paged of={mails} label="Mails" empty={<Empty title="No mails yet">Invite a user, for one.</Empty>}>
        {mails.list.map(({ id, to, subject, link, sentAt }) => (
          <li key={id}>
            <div className={css['main']}>
              <strong>{subject}</strong>
              <div className={css['dim']}>
                to {to} · <Time at={sentAt}>{formatPast(sentAt)}</Time>
              </div>
              {link && <a href={link}>{link}</a>}
            </div>
          </li>
        ))}
      </Paged>
    </>
  );
}
