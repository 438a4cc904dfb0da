import { Button, Menu, Modal, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import {
  BellIcon,
  CheckIcon,
  ColumnsIcon,
  ExitIcon,
  HamburgerMenuIcon,
  LightningBoltIcon,
  MagnifyingGlassIcon,
  PersonIcon,
  PlusIcon,
  ReaderIcon,
  TargetIcon,
} from '@radix-ui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useLocation, useNavigate, useRouter } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import { api, read } from '../api/client.ts';
import { enter, leave, type Session, useSessionState } from '../api/session.ts';
import { useUnread } from '../features/inbox-unread.ts';
import { meQuery, useMay } from '../features/organization-queries.ts';
import { useLiveTasks } from '../features/tasks/live-tasks.ts';
import { NewTask } from '../features/tasks/new-task.tsx';
import { OptionList } from '../ui/option-list.tsx';
import { Key, Person } from '../ui/signs.tsx';
import { type Command, listenForKeys, useCommandList, useCommands } from './commands.ts';
import { useLive } from './live.ts';
import { notifyError } from './notify.tsx';
import css from './shell.module.css';

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
  const unread = useUnread();
  const me = useQuery(meQuery);
  const may = useMay();
  const navigate = useNavigate();
  const isNarrow = useMediaQuery('(max-width: 800px)', matchMedia('(max-width: 800px)').matches);
  const [isFolded, setFolded] = useState(isNarrow);
  const [palette, setPalette] = useState(false);
  const [help, setHelp] = useState(false);
  const [creating, setCreating] = useState(false);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  // Until the permissions are there the role says nearly as much, and nothing jumps.
  const mayCreate = me.data ? may('task:create') : session.role !== 'VIEWER';
  const maySeeMembers = me.data === undefined || may('member:read');
  const path = useLocation().pathname;
  useEffect(() => {
    if (isNarrow) setFolded(true);
  }, [isNarrow, path]);

  const commands = useMemo<Command[]>(
    () => [
      ...(mayCreate
        ? [{ id: 'create', label: 'Create a task', keys: 'c', run: () => setCreating(true) }]
        : []),
      {
        id: 'tasks',
        label: 'Go to tasks',
        keys: 'g t',
        run: () => void navigate({ to: '/tasks', search: {} }),
      },
      {
        id: 'board',
        label: 'Go to the board',
        keys: 'g b',
        run: () => void navigate({ to: '/board', search: {} }),
      },
      {
        id: 'mine',
        label: 'Go to my work',
        keys: 'g m',
        run: () => void navigate({ to: '/my-work', search: {} }),
      },
      { id: 'inbox', label: 'Go to the inbox', keys: 'g i', run: () => void navigate({ to: '/inbox' }) },
      ...(maySeeMembers
        ? [
            {
              id: 'members',
              label: 'Go to members',
              keys: 'g u',
              run: () => void navigate({ to: '/settings/members' }),
            },
          ]
        : []),
      {
        id: 'sessions',
        label: 'Go to my sessions',
        keys: 'g s',
        run: () => void navigate({ to: '/settings/sessions' }),
      },
      ...(['light', 'dark', 'auto'] as const).map((scheme) => ({
        id: `scheme-${scheme}`,
        label: scheme === 'auto' ? 'Colours as the system has them' : `Use the ${scheme} colours`,
        run: () => setColorScheme(scheme),
      })),
      { id: 'fold', label: 'Fold or open the sidebar', keys: '[', run: () => setFolded((folded) => !folded) },
      { id: 'help', label: 'Show the keys', keys: '?', run: () => setHelp(true) },
      { id: 'sign-out', label: 'Sign out', run: () => void signOut() },
    ],
    [mayCreate, maySeeMembers, navigate, setColorScheme],
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
      <a className={css['skip']} href="#content">
        Skip to the content
      </a>
      {!isFolded && (
        <nav className={css['sidebar']} aria-label="Main">
          <Switcher session={session} organizations={me.data?.organizations ?? []} />
          <div className={css['actions']}>
            {mayCreate && (
              <Button
                variant="default"
                size="xs"
                leftSection={<PlusIcon />}
                onClick={() => setCreating(true)}
                flex={1}
              >
                New task
              </Button>
            )}
            <Button
              variant="default"
              size="xs"
              px={8}
              aria-label="Commands and search"
              onClick={() => setPalette(true)}
            >
              <MagnifyingGlassIcon />
            </Button>
          </div>
          <NavLink to="/tasks" sign={<ReaderIcon />}>
            Tasks
          </NavLink>
          <NavLink to="/board" sign={<ColumnsIcon />}>
            Board
          </NavLink>
          <NavLink to="/my-work" sign={<TargetIcon />}>
            My work
          </NavLink>
          <NavLink to="/inbox" sign={<BellIcon />}>
            Inbox
            {unread > 0 && (
              <span className={css['unread']} aria-label={`${unread} unread`}>
                {unread > 99 ? '99+' : unread}
              </span>
            )}
          </NavLink>
          <div className={css['heading']}>Settings</div>
          {maySeeMembers && (
            <NavLink to="/settings/members" sign={<PersonIcon />}>
              Members
            </NavLink>
          )}
          <NavLink to="/settings/sessions" sign={<LightningBoltIcon />}>
            Sessions
          </NavLink>
          <div className={css['foot']}>
            <Menu position="top-start" width={240}>
              <Menu.Target>
                <UnstyledButton className={css['user']}>
                  <Person id={session.user.id} name={session.user.name} size={24} label={false} />
                  <span className="visually-hidden">Account of </span>
                  <span className={css['clip']}>{session.user.name}</span>
                </UnstyledButton>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Label>{session.user.email}</Menu.Label>
                {(['light', 'dark', 'auto'] as const).map((scheme) => (
                  <Menu.Item
                    key={scheme}
                    onClick={() => setColorScheme(scheme)}
                    rightSection={colorScheme === scheme ? <CheckIcon /> : undefined}
                  >
                    {{ light: 'Light', dark: 'Dark', auto: 'As the system' }[scheme]}
                  </Menu.Item>
                ))}
                <Menu.Divider />
                <Menu.Item onClick={() => setHelp(true)} rightSection={<Key>?</Key>}>
                  Keys
                </Menu.Item>
                <Menu.Item leftSection={<ExitIcon />} onClick={() => void signOut()}>
                  Sign out
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </div>
        </nav>
      )}
      <div className={css['middle']}>
        {connection === 'lost' && (
          <div className={css['banner']} role="status">
            The connection is away. What you see may be old; it catches up once it is back.
          </div>
        )}
        <UnstyledButton
          className={css['fold']}
          aria-label={isFolded ? 'Open the sidebar' : 'Fold the sidebar'}
          aria-expanded={!isFolded}
          onClick={() => setFolded(!isFolded)}
        >
          <HamburgerMenuIcon />
        </UnstyledButton>
        <main className={css['content']} id="content" tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <Palette opened={palette} onClose={() => setPalette(false)} />
      <Help opened={help} onClose={() => setHelp(false)} />
      <NewTask opened={creating} onClose={() => setCreating(false)} />
    </div>
  );
}

function NavLink({
  to,
  sign,
  children,
}: {
  to: '/tasks' | '/board' | '/my-work' | '/inbox' | '/settings/members' | '/settings/sessions';
  sign: React.ReactNode;
  children: React.ReactNode;
}) {
  return (
    <Link
      to={to}
      search={{}}
      className={css['link']}
      activeProps={{ 'aria-current': 'page' }}
      activeOptions={{ includeSearch: false }}
    >
      {sign}
      {children}
    </Link>
  );
}

async function signOut(): Promise<void> {
  try {
    await read(api.POST('/auth/logout'));
    leave();
  } catch (error) {
    notifyError(error);
  }
}

function Switcher({
  session,
  organizations,
}: {
  session: Session;
  organizations: { id: string; name: string; role: string }[];
}) {
  const navigate = useNavigate();
  const change = async (organizationId: string): Promise<void> => {
    if (organizationId === session.organization.id) return;
    try {
      const next = await read(api.POST('/auth/switch', { body: { organizationId } }));
      await navigate({ to: '/tasks', search: {} });
      enter(next);
    } catch (error) {
      notifyError(error);
    }
  };
  return (
    <Menu position="bottom-start" width={240}>
      <Menu.Target>
        <UnstyledButton className={css['switcher']}>
          <span className={css['mark']} aria-hidden>
            {session.organization.name.slice(0, 1).toUpperCase()}
          </span>
          <span className="visually-hidden">Organization </span>
          <span className={css['clip']}>{session.organization.name}</span>
          <span aria-hidden className={css['caret']} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Your organizations</Menu.Label>
        {organizations.map(({ id, name, role }) => (
          <Menu.Item
            key={id}
            onClick={() => void change(id)}
            rightSection={
              id === session.organization.id ? (
                <CheckIcon aria-label="current" />
              ) : (
                <span className={css['role']}>{role.toLowerCase()}</span>
              )
            }
          >
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Palette({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const commands = useCommandList();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      withCloseButton={false}
      padding={0}
      size={520}
      attributes={{ content: { 'aria-label': 'Commands' } }}
    >
      <OptionList
        label="What do you want to do"
        options={commands.map(({ id, label, keys }) => ({ value: id, label, keys: keys?.toUpperCase() }))}
        onPick={(id) => {
          onClose();
          // After the dialog has given the focus back.
          setTimeout(() => commands.find((command) => command.id === id)?.run());
        }}
      />
    </Modal>
  );
}

const LIST_KEYS: [string, string][] = [
  ['J / K', 'Next, previous task'],
  ['Enter', 'Open the task'],
  ['X', 'Select the task'],
  ['Esc', 'Close, or select nothing'],
  ['Ctrl K', 'Commands and search'],
];

function Help({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const commands = useCommandList().filter(({ keys }) => keys !== undefined);
  const rows = [
    ...LIST_KEYS,
    ...commands.map(({ keys = '', label }) => [keys.toUpperCase(), label] as [string, string]),
  ];
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Keys"
      size={480}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <dl className={css['keys']}>
        {rows.map(([keys, label]) => (
          <div key={`${keys} ${label}`}>
            <dt>{label}</dt>
            <dd>
              <Key>{keys}</Key>
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
