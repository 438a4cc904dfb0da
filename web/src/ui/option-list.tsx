import { CheckIcon } from '@radix-ui/react-icons';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { OPTION_LIST } from '../texts/ui.ts';
import { Key } from './signs.tsx';
import css from './option-list.module.css';

export interface Option {
  value: string;
  label: string;
  sign?: ReactNode;
  keys?: string;
  /** Shown only to those who type its words. */
  isFoundOnly?: boolean;
}

interface Props {
  label: string;
  options: Option[];
  selected?: string[];
  /** What was typed and is none of the options may be taken, too. */
  onCreate?: (text: string) => void;
  onPick: (value: string) => void;
}

/** A list to search and choose from, by keys or pointer: of the palette, and of every field. */
export function OptionList({ label, options, selected = [], onCreate, onPick }: Props) {
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const words = text.trim().toLowerCase();
  const shown = options.filter((option) =>
    words === '' ? !option.isFoundOnly : option.label.toLowerCase().includes(words),
  );
  const canCreate =
    onCreate && words !== '' && !options.some((option) => option.label.toLowerCase() === words);
  const count = shown.length + (canCreate ? 1 : 0);
  const current = Math.min(active, count - 1);
  useEffect(() => {
    list.current?.querySelector('[data-active]')?.scrollIntoView({ block: 'nearest' });
  }, [current]);

  const take = (index: number): void => {
    const option = shown[index];
    if (option) onPick(option.value);
    else if (canCreate) onCreate(text.trim());
    setText('');
  };
  const press = (event: KeyboardEvent): void => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (step !== undefined) setActive((current + step + count) % Math.max(1, count));
    else if (event.key === 'Enter' && count > 0) take(current);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className={css['root']}>
      <input
        className={css['input']}
        role="combobox"
        aria-label={label}
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={count > 0 ? `${id}-${current}` : undefined}
        placeholder={OPTION_LIST.placeholder(label)}
        value={text}
        data-autofocus
        autoFocus
        onChange={({ currentTarget }) => {
          setText(currentTarget.value);
          setActive(0);
        }}
        onKeyDown={press}
      />
      <div className={css['list']} role="listbox" id={id} aria-label={label} ref={list} tabIndex={-1}>
        {shown.map((option, index) => (
          <div
            key={option.value}
            id={`${id}-${index}`}
            role="option"
            aria-selected={selected.includes(option.value)}
            data-active={index === current || undefined}
            className={css['option']}
            onPointerMove={() => setActive(index)}
            onClick={() => take(index)}
          >
            {option.sign}
            <span className={css['label']}>{option.label}</span>
            {selected.includes(option.value) && <CheckIcon aria-hidden />}
            {option.keys && <Key>{option.keys}</Key>}
          </div>
        ))}
        {canCreate && (
          <div
            id={`${id}-${shown.length}`}
            role="option"
            aria-selected={false}
            data-active={current === shown.length || undefined}
            className={css['option']}
            onPointerMove={() => setActive(shown.length)}
            onClick={() => take(shown.length)}
          >
            <span className={css['label']}>{OPTION_LIST.add(text.trim())}</span>
          </div>
        )}
        {count === 0 && <div className={css['nothing']}>{OPTION_LIST.nothing}</div>}
      </div>
    </div>
  );
}
