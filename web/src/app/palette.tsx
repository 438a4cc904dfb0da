import { Modal } from '@mantine/core';
import { ACTIONS } from '../texts/common.ts';
import { SHELL, ACCOUNT_MENU, COMMANDS, LIST_KEYS } from '../texts/shell.ts';
import { useCommandList } from '../ui/commands.ts';
import { OptionList } from '../ui/option-list.tsx';
import { Key } from '../ui/signs.tsx';
import css from './shell.module.css';

/** All that can be done here, to search and choose from. */
export function Palette({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const commands = useCommandList();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      withCloseButton={false}
      padding={0}
      size={520}
      attributes={{ content: { 'aria-label': COMMANDS.label } }}
    >
      <OptionList
        label={COMMANDS.question}
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

const KEYS_OF_LISTS: [string, string][] = [
  ['J / K', LIST_KEYS.move],
  ['Enter', LIST_KEYS.open],
  ['X', LIST_KEYS.select],
  ['Esc', LIST_KEYS.close],
  ['Ctrl K', SHELL.search],
];

/** The keys, and what they do. */
export function Help({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const commands = useCommandList().filter(({ keys }) => keys !== undefined);
  const rows = [
    ...KEYS_OF_LISTS,
    ...commands.map(({ keys = '', label }) => [keys.toUpperCase(), label] as [string, string]),
  ];
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={ACCOUNT_MENU.keys}
      size={480}
      closeButtonProps={{ 'aria-label': ACTIONS.close }}
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
