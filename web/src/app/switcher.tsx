import { Menu, UnstyledButton } from '@mantine/core';
import { CheckIcon, PlusIcon } from '@radix-ui/react-icons';
import { useNavigate } from '@tanstack/react-router';
import { api, read, type Role } from '../api/client.ts';
import { enter, type Session } from '../api/session.ts';
import { SWITCHER } from '../texts/shell.ts';
import { ROLE } from '../texts/common.ts';
import { notifyError } from '../ui/notify.tsx';
import css from './shell.module.css';

/** Changes to another organization. */
export function Switcher({
  session,
  organizations,
}: {
  session: Session;
  organizations: { id: string; name: string; role: Role }[];
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
          <span className="visually-hidden">{SWITCHER.current} </span>
          <span className={css['clip']}>{session.organization.name}</span>
          <span aria-hidden className={css['caret']} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{SWITCHER.yours}</Menu.Label>
        {organizations.map(({ id, name, role }) => (
          <Menu.Item
            key={id}
            onClick={() => void change(id)}
            rightSection={
              id === session.organization.id ? (
                <CheckIcon aria-label={SWITCHER.isCurrent} />
              ) : (
                <span className={css['role']}>{ROLE[role]}</span>
              )
            }
          >
            {name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<PlusIcon />} onClick={() => void navigate({ to: '/new-organization' })}>
          {SWITCHER.create}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
