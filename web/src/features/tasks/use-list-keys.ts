import { type RefObject, useEffect, useMemo, useRef } from 'react';
import type { Task } from '../../api/client.ts';
import { LIST } from '../../texts/tasks.ts';
import { type Command, isSecondKey, useCommands } from '../../ui/commands.ts';
import { FIELD_NAMES } from '../../texts/fields.ts';
import type { Field } from './fields.tsx';

const FIELD_KEYS: [Field, string][] = [
  ['status', 's'],
  ['assigneeId', 'a'],
  ['priority', 'p'],
  ['labels', 'l'],
  ['dueAt', 'd'],
];

interface FieldKeys {
  search: () => void;
  /** Whether there is anything to pick: who only reads isn't offered it. */
  canPick: boolean;
  pick: (field: Field) => void;
}

interface ListKeys extends FieldKeys {
  /** The task that the keys are about. */
  current?: Task;
  hasSelection: boolean;
  step: (by: number) => void;
  open: (number: number) => void;
  close: () => void;
  toggle: (id: string) => void;
  selectAll: () => void;
  clearSelection: () => void;
}

/** The keys of the fields and of the search, and their commands in the palette. */
export function useFieldKeys(keys: FieldKeys): void {
  // The commands see what is there when they are run.
  const now = useRef(keys);
  now.current = keys;
  const { canPick } = keys;
  const commands = useMemo(
    (): Command[] => [
      { id: 'search', label: LIST.search, keys: '/', run: () => now.current.search() },
      ...(canPick ? FIELD_KEYS : []).map(([field, key]) => ({
        id: `pick-${field}`,
        label: LIST.change(FIELD_NAMES[field]),
        keys: key,
        run: () => now.current.pick(field),
      })),
    ],
    [canPick],
  );
  useCommands(commands);
}

/** The keys of a list of tasks, and its commands in the palette. */
export function useListKeys(grid: RefObject<HTMLDivElement | null>, keys: ListKeys): void {
  useFieldKeys(keys);
  const now = useRef(keys);
  now.current = keys;
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const { target } = event;
      const isInGrid = target === document.body || grid.current?.contains(target as Node);
      if (event.defaultPrevented || !isInGrid || document.querySelector('[role=dialog]')) return;
      if (isSecondKey(event.key)) return;
      const { current, hasSelection, step, open, close, toggle, selectAll, clearSelection } = now.current;
      const isWithControl = event.ctrlKey || event.metaKey;
      if (event.key === 'a' && isWithControl) selectAll();
      else if (isWithControl || event.altKey) return;
      else if (event.key === 'j' || event.key === 'ArrowDown') step(1);
      else if (event.key === 'k' || event.key === 'ArrowUp') step(-1);
      else if (event.key === 'Enter' && current) open(current.number);
      else if (event.key === 'x' && current) toggle(current.id);
      else if (event.key === 'e' && current) {
        open(current.number);
        focusTitle(current.number);
      } else if (event.key === 'Escape' && hasSelection) clearSelection();
      else if (event.key === 'Escape') close();
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [grid]);
}

/** Milliseconds for which what is to have the focus is waited for. */
const FOCUS_TIMEOUT = 3000;

/** Focuses the title in the panel of a task, once it is there. */
export const focusTitle = (number: number): void => focusWhenThere(`[data-task="${number}"] #task-title`);

export function focusWhenThere(selector: string, since = performance.now()): void {
  const element = document.querySelector<HTMLElement>(selector);
  if (element) element.focus();
  else if (performance.now() - since < FOCUS_TIMEOUT)
    requestAnimationFrame(() => focusWhenThere(selector, since));
}
