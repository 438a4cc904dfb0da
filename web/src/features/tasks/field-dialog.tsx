import { Modal } from '@mantine/core';
import type { Task, TaskChanges } from '../../api/client.ts';
import { FIELD_NAMES } from '../../texts/fields.ts';
import { type Field, FieldPicker } from './fields.tsx';

/** Chooses another value of a field of one task or of many, as the keys and the selection ask for it. */
export function FieldDialog({
  field,
  tasks,
  onPick,
  onClose,
}: {
  field?: Field;
  tasks: Task[];
  onPick: (changes: TaskChanges, done: string) => void;
  onClose: () => void;
}) {
  const [first] = tasks;
  return (
    <Modal
      opened={field !== undefined && first !== undefined}
      onClose={onClose}
      withCloseButton={false}
      padding={0}
      size={420}
      attributes={{ content: { 'aria-label': field && FIELD_NAMES[field] } }}
    >
      {field && (
        <FieldPicker
          field={field}
          value={tasks.length === 1 ? first : undefined}
          labels={first?.labels.filter((label) => tasks.every(({ labels }) => labels.includes(label)))}
          onPick={onPick}
        />
      )}
    </Modal>
  );
}
