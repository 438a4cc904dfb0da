import { UnstyledButton } from '@mantine/core';
import { Link, useLocation, useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { type Command, useCommands } from '../ui/commands.ts';
import type { NavigationEntry } from '../ui/navigation.ts';
import css from './shell.module.css';

type EntryWithLinks = NavigationEntry & Required<Pick<NavigationEntry, 'links'>>;

const hasLinks = (entry: NavigationEntry): entry is EntryWithLinks => entry.links !== undefined;

/** How many links stand below an entry until the user asks for the others. */
const MOST = 7;

/** What stands below an entry of the sidebar, the link that is open always among it. */
function Links({ entry: { to, label, links } }: { entry: EntryWithLinks }) {
  const [isWhole, setWhole] = useState(false);
  const search: Record<string, unknown> = useLocation().search;
  const all = links.use();
  const isOpen = ({ key }: (typeof all)[number]): boolean => key === search[links.parameter];
  const shown = isWhole ? all : all.filter((link, index) => index < MOST || isOpen(link));
  const hidden = all.length - shown.length;
  if (all.length === 0) return null;
  return (
    <ul className={css['links']} aria-label={label}>
      {shown.map((link) => (
        <li key={link.key}>
          <Link
            to={to}
            search={{ [links.parameter]: link.key }}
            className={css['link']}
            title={link.label}
            activeProps={{ 'aria-current': 'page' }}
            activeOptions={{ includeSearch: true }}
          >
            {link.sign}
            <span className={css['clip']}>{link.label}</span>
            {link.mark && <span className={css['aside']}>{link.mark}</span>}
          </Link>
        </li>
      ))}
      {(hidden > 0 || isWhole) && (
        <li>
          <UnstyledButton
            className={css['others']}
            aria-expanded={isWhole}
            onClick={() => setWhole(!isWhole)}
          >
            {isWhole ? links.fewer : links.more(hidden)}
          </UnstyledButton>
        </li>
      )}
    </ul>
  );
}

export const NavLinks = ({ entry }: { entry: NavigationEntry }) =>
  hasLinks(entry) ? <Links entry={entry} /> : null;

function Commands({ entry: { to, links } }: { entry: EntryWithLinks }) {
  const navigate = useNavigate();
  const all = links.use();
  const commands = useMemo(
    () =>
      all.map(({ key, command }): Command => ({
        id: `go ${to} ${key}`,
        label: command,
        run: () => void navigate({ to, search: { [links.parameter]: key } }),
      })),
    [all, to, links.parameter, navigate],
  );
  useCommands(commands);
  return null;
}

/** What stands below the entries of the sidebar, in the palette: also where the sidebar is folded. */
export const LinkCommands = ({ entries }: { entries: NavigationEntry[] }) =>
  entries.filter(hasLinks).map((entry) => <Commands key={entry.to} entry={entry} />);
