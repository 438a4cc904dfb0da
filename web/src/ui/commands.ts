import { useEffect, useSyncExternalStore } from 'react';

/** What the palette offers, and its key where it has one. */
export interface Command {
  id: string;
  label: string;
  /** One key, or two after each other: `c`, `g t`. */
  keys?: string;
  run: () => void;
}

const registered = new Map<string, Command>();
const listeners = new Set<() => void>();
let list: Command[] = [];

function notify(): void {
  list = [...registered.values()];
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Offers commands for as long as the component is there. */
export function useCommands(commands: Command[]): void {
  useEffect(() => {
    for (const command of commands) registered.set(command.id, command);
    notify();
    return () => {
      for (const command of commands)
        if (registered.get(command.id) === command) registered.delete(command.id);
      notify();
    };
  }, [commands]);
}

export const useCommandList = (): Command[] => useSyncExternalStore(subscribe, () => list);

/** Milliseconds in which the second key has to follow. */
const SEQUENCE = 1200;

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** Whether a dialog, menu or popover is open, which has the keys then. */
const isCovered = (): boolean => document.querySelector('[role=dialog], [role=menu]') !== null;

/** The key that was pressed last, where it may begin a command of two keys. */
let first: { key: string; at: number } | undefined;

const pairWith = (key: string): string | undefined =>
  first && Date.now() - first.at < SEQUENCE ? `${first.key} ${key.toLowerCase()}` : undefined;

/** Whether a key is the second one of a command: it means nothing else then. */
export function isSecondKey(key: string): boolean {
  const pair = pairWith(key);
  return pair !== undefined && list.some(({ keys }) => keys === pair);
}

/** Runs commands by their keys, unless the user is typing. */
export function listenForKeys(): () => void {
  const press = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target) || isCovered()) return;
    const key = event.key.toLowerCase();
    const pair = pairWith(key);
    first = undefined;
    const command = list.find(({ keys }) => pair && keys === pair) ?? list.find(({ keys }) => keys === key);
    if (command) {
      event.preventDefault();
      command.run();
    } else if (list.some(({ keys }) => keys?.startsWith(`${key} `))) first = { key, at: Date.now() };
  };
  addEventListener('keydown', press);
  return () => removeEventListener('keydown', press);
}
