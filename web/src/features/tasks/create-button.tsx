import { UnstyledButton } from '@mantine/core';
import { PlusIcon } from '@radix-ui/react-icons';
import { COMMANDS } from '../../texts/shell.ts';
import { useCommandList } from '../../ui/commands.ts';
import rows from '../../ui/rows.module.css';
import css from './tasks.module.css';

/** Creates a task where the sidebar, whose button does that elsewhere, is folded away: on a small screen. */
export function CreateButton() {
  const create = useCommandList().find(({ id }) => id === 'create');
  if (!create) return null;
  return (
    <UnstyledButton
      className={`${rows['icon']} ${css['create']}`}
      aria-label={COMMANDS.create}
      onClick={create.run}
    >
      <PlusIcon aria-hidden />
    </UnstyledButton>
  );
}
