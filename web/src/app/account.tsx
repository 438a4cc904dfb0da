import { Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { CheckIcon, ExitIcon } from '@radix-ui/react-icons';
import { api, read } from '../api/client.ts';
import { leave, type Session } from '../api/session.ts';
import { ACCOUNT_MENU } from '../texts/shell.ts';
import { notifyError } from '../ui/notify.tsx';
import { Key, Person } from '../ui/signs.tsx';
import css from './shell.module.css';

export async function signOut(): Promise<void> {
  try {
    await read(api.POST('/auth/logout'));
    leave();
  } catch (error) {
    notifyError(error);
  }
}

/** Who is signed in, and what they set for this browser. */
export function Account({ session, onHelp }: { session: Session; onHelp: () => void }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu position="top-start" width={240}>
      <Menu.Target>
        <UnstyledButton className={css['user']}>
          <Person id={session.user.id} name={session.user.name} size={24} label={false} />
          <span className="visually-hidden">{ACCOUNT_MENU.of} </span>
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
            {ACCOUNT_MENU.schemes[scheme]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={onHelp} rightSection={<Key>?</Key>}>
          {ACCOUNT_MENU.keys}
        </Menu.Item>
        <Menu.Item leftSection={<ExitIcon />} onClick={() => void signOut()}>
          {ACCOUNT_MENU.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
