import { Modal } from '@mantine/core';
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

/** The keys, and what they do. */
export function Help({ opened, onClose }: { opened: boolean; onClose: () => void }) {
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
