import { Button, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { HamburgerMenuIcon, MagnifyingGlassIcon, PlusIcon } from '@radix-ui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useLocation, useNavigate, useRouter } from '@tanstack/react-router';
import { Fragment, lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import { useDraft } from '../api/drafts.ts';
import { useLive } from '../api/live.ts';
import { useIsReauthenticating } from '../api/reauthentication.ts';
import { meQuery, useMay } from '../api/organization.ts';
import { type Session, useSessionState } from '../api/session.ts';
import { ACCOUNT_MENU, COMMANDS, SHELL } from '../texts/shell.ts';
import { useLiveTasks } from '../features/tasks/live-tasks.ts';
import { type Command, listenForKeys, useCommands } from '../ui/commands.ts';
import type { NavigationEntry } from '../ui/navigation.ts';
import { onceReachable } from '../ui/once-reachable.ts';
import { useLoadedLater } from '../ui/use-loaded-later.ts';
import { useTypedAhead } from '../ui/typed-ahead.ts';
import { Account, signOut } from './account.tsx';
import { LinkCommands, NavLinks } from './nav-links.tsx';
import { NAVIGATION } from './navigation.ts';
import { Switcher } from './switcher.tsx';
import css from './shell.module.css';

// What opens above a page isn't waited for by its first list.
const loadNewTask = onceReachable(() => import('../features/tasks/new-task.tsx'));
const loadPalette = onceReachable(() => import('./palette.tsx'));
const loadReauthentication = onceReachable(() => import('./reauthentication.tsx'));
const loadDialogs = () => Promise.all([loadNewTask(), loadPalette(), loadReauthentication()]);
const NewTask = lazy(async () => ({ default: (await loadNewTask()).NewTask }));
const Palette = lazy(async () => ({ default: (await loadPalette()).Palette }));
const Help = lazy(async () => ({ default: (await loadPalette()).Help }));
const Reauthentication = lazy(async () => ({
  default: (await loadReauthentication()).Reauthentication,
}));

/** What is around every page of a signed-in user. */
export function Shell() {
  const state = useSessionState();
  if (state.status === 'starting') return <div className={css['starting']} aria-busy="true" />;
  if (state.status === 'signed-out') return <ToSignIn />;
  const { user, organization } = state.session;
  // Nothing of one user or organization stays on the page of another.
  return <SignedIn key={`${user.id} ${organization.id}`} session={state.session} />;
}

/** Leads to the sign-in, once, and from there back to the address that was asked for. */
function ToSignIn() {
  const router = useRouter();
  useEffect(() => {
    const { href, pathname } = router.latestLocation;
    if (pathname === '/sign-in') return;
    const search = href === '/' || href === '/tasks' ? {} : { next: href };
    void router.navigate({ to: '/sign-in', search, replace: true });
  }, [router]);
  return <div className={css['starting']} aria-busy="true" />;
}

function SignedIn({ session }: { session: Session }) {
  const connection = useLive();
  useLiveTasks();
  const me = useQuery(meQuery);
  const may = useMay();
  const navigate = useNavigate();
  const isNarrow = useMediaQuery('(max-width: 800px)', matchMedia('(max-width: 800px)').matches);
  const [isFolded, setFolded] = useState(isNarrow);
  const [palette, setPalette] = useState(false);
  const [help, setHelp] = useState(false);
  const [creating, setCreating] = useDraft('creating', false);
  const isReauthenticating = useIsReauthenticating();
  const isLoaded = useLoadedLater(loadDialogs);
  useTypedAhead(palette || creating);
  const { setColorScheme } = useMantineColorScheme();
  // Until the permissions are there the role says nearly as much, and nothing jumps.
  const mayCreate = me.data ? may('task:create') : session.role !== 'VIEWER';
  const permissions = me.data?.permissions;
  const isPlatformAdmin = me.data?.isPlatformAdmin ?? false;
  const sections = useMemo(
    () =>
      NAVIGATION.map(({ heading, entries }) => ({
        heading,
        entries: entries.filter(
          ({ permission, isForPlatform }) =>
            (!permission || !permissions || permissions.includes(permission)) &&
            (!isForPlatform || isPlatformAdmin),
        ),
      })).filter(({ entries }) => entries.length > 0),
    [permissions, isPlatformAdmin],
  );
  const router = useRouter();
  useEffect(() => setFolded(isNarrow), [isNarrow]);
  // Whatever was chosen, also what is open already: the sidebar stands before it.
  useEffect(
    () => (isNarrow ? router.subscribe('onBeforeLoad', () => setFolded(true)) : undefined),
    [isNarrow, router],
  );
  const isCovered = isNarrow && !isFolded;
  useEffect(() => {
    if (!isCovered) return;
    const press = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !document.querySelector('[role=dialog], [role=menu]')) setFolded(true);
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [isCovered]);
  const create = useCallback((): void => {
    if (isNarrow) setFolded(true);
    setCreating(true);
  }, [isNarrow, setCreating]);

  const commands = useMemo<Command[]>(
    () => [
      ...(mayCreate ? [{ id: 'create', label: COMMANDS.create, keys: 'c', run: create }] : []),
      ...sections.flatMap(({ entries }) =>
        entries.map(({ to, label, keys }) => ({
          id: `go ${to}`,
          label: COMMANDS.goTo(label),
          keys,
          run: () => void navigate({ to, search: {} }),
        })),
      ),
      ...(['light', 'dark', 'auto'] as const).map((scheme) => ({
        id: `scheme-${scheme}`,
        label: COMMANDS.schemes[scheme],
        run: () => setColorScheme(scheme),
      })),
      { id: 'fold', label: COMMANDS.fold, keys: '[', run: () => setFolded((folded) => !folded) },
      { id: 'help', label: COMMANDS.keys, keys: '?', run: () => setHelp(true) },
      { id: 'sign-out', label: ACCOUNT_MENU.signOut, run: () => void signOut() },
    ],
    [mayCreate, sections, navigate, setColorScheme, create],
  );
  useCommands(commands);
  useEffect(listenForKeys, []);
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      setPalette((shown) => !shown);
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);

  return (
    <div className={css['shell']} data-folded={isFolded || undefined}>
      <a
        className={css['skip']}
        href="#content"
        onClick={(event) => {
          // With a <base>, the link alone would lead to another page.
          event.preventDefault();
          document.getElementById('content')?.focus();
        }}
      >
        {SHELL.skip}
      </a>
      {!isFolded && (
        <nav className={css['sidebar']} aria-label={SHELL.sidebar}>
          <Switcher session={session} organizations={me.data?.organizations ?? []} />
          <div className={css['actions']}>
            {mayCreate && (
              <Button variant="default" size="xs" leftSection={<PlusIcon />} onClick={create} flex={1}>
                {SHELL.newTask}
              </Button>
            )}
            <Button
              variant="default"
              size="xs"
              px={8}
              flex={mayCreate ? undefined : 1}
              aria-label={SHELL.search}
              leftSection={mayCreate ? undefined : <MagnifyingGlassIcon />}
              onClick={() => setPalette(true)}
            >
              {mayCreate ? <MagnifyingGlassIcon /> : SHELL.search}
            </Button>
          </div>
          {sections.map(({ heading, entries }) => (
            <div key={heading ?? ''} className={css['section']}>
              {heading && <div className={css['heading']}>{heading}</div>}
              {entries.map((entry) => (
                <Fragment key={entry.to}>
                  <NavLink entry={entry} />
                  <NavLinks entry={entry} />
                </Fragment>
              ))}
            </div>
          ))}
          <div className={css['foot']}>
            <Account session={session} onHelp={() => setHelp(true)} />
          </div>
        </nav>
      )}
      <div className={css['middle']}>
        {connection === 'lost' && (
          <div className={css['banner']} role="status">
            {SHELL.isAway}
          </div>
        )}
        <UnstyledButton
          className={css['fold']}
          aria-label={isFolded ? SHELL.openSidebar : SHELL.foldSidebar}
          aria-expanded={!isFolded}
          onClick={() => setFolded(!isFolded)}
        >
          <HamburgerMenuIcon />
        </UnstyledButton>
        <main className={css['content']} id="content" tabIndex={-1} inert={isCovered}>
          <Outlet />
        </main>
        {isCovered && <div className={css['shade']} onClick={() => setFolded(true)} />}
      </div>
      <LinkCommands entries={sections.flatMap(({ entries }) => entries)} />
      {/* Each by itself: one that is still being loaded would hide another in which the user types. */}
      <Suspense>
        {(isLoaded || palette) && <Palette opened={palette} onClose={() => setPalette(false)} />}
      </Suspense>
      <Suspense>{(isLoaded || isReauthenticating) && <Reauthentication />}</Suspense>
      <Suspense>{(isLoaded || help) && <Help opened={help} onClose={() => setHelp(false)} />}</Suspense>
      <Suspense>
        {(isLoaded || creating) && <NewTask opened={creating} onClose={() => setCreating(false)} />}
      </Suspense>
    </div>
  );
}

function NavLink({ entry: { to, sign, label, within, links, useCount } }: { entry: NavigationEntry }) {
  const { pathname: path, search } = useLocation();
  // What is below the entry is marked instead.
  const isAtLink = links !== undefined && links.parameter in search;
  return (
    <Link
      to={to}
      search={{}}
      className={css['link']}
      aria-current={within?.some((beginning) => path.startsWith(beginning)) || undefined}
      activeProps={{ 'aria-current': 'page' }}
      activeOptions={{ includeSearch: isAtLink, exact: isAtLink }}
    >
      {sign}
      {label}
      {useCount && <Count useCount={useCount} />}
    </Link>
  );
}

function Count({ useCount }: { useCount: () => number }) {
  const count = useCount();
  if (count === 0) return null;
  return (
    <span className={css['unread']} aria-label={SHELL.unread(count)}>
      {count > 99 ? SHELL.manyUnread : count}
    </span>
  );
}
