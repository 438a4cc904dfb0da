import { Popover, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { api, type Label, read } from '../../api/client.ts';
import { COLORS } from '../../texts/settings.ts';
import { useAction } from '../../ui/action.ts';
import { LabelDot } from '../../ui/label-tag.tsx';
import css from './labels.module.css';

/** Shows the colour of a label, and sets another one: of a few that go together, or any. */
export function LabelColor({ label: { name, color } }: { label: Label }) {
  const [opened, setOpened] = useState(false);
  const [other, setOther] = useState(color ?? '#888888');
  const save = useAction(
    (next: string | null) =>
      read(api.PATCH('/labels/{name}', { params: { path: { name } }, body: { color: next } })),
    { refresh: [['labels']], done: (next) => (next ? COLORS.done(name) : COLORS.taken(name)) },
  );
  const choose = (next: string | null): void => {
    setOpened(false);
    if (next !== color) save.mutate(next);
  };
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton
          className={css['button']}
          aria-label={COLORS.change(name)}
          aria-haspopup="dialog"
          onClick={() => setOpened(!opened)}
        >
          <LabelDot color={save.isPending ? save.variables : color} />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown p={10}>
        <div className={css['colors']}>
          {Object.entries(COLORS.names).map(([value, text]) => (
            <Swatch key={value} color={value} text={text} isChosen={value === color} onChoose={choose} />
          ))}
          <Swatch color={null} text={COLORS.none} isChosen={color === null} onChoose={choose} />
        </div>
        <form
          className={css['other']}
          onSubmit={(event) => {
            event.preventDefault();
            choose(other);
          }}
        >
          <label>
            <input
              type="color"
              value={other}
              onChange={({ currentTarget }) => setOther(currentTarget.value)}
            />
            {COLORS.custom}
          </label>
          <button type="submit">{COLORS.take}</button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}

function Swatch({
  color,
  text,
  isChosen,
  onChoose,
}: {
  color: string | null;
  text: string;
  isChosen: boolean;
  onChoose: (color: string | null) => void;
}) {
  return (
    <UnstyledButton
      className={css['swatch']}
      aria-label={text}
      title={text}
      aria-pressed={isChosen}
      onClick={() => onChoose(color)}
    >
      <LabelDot color={color} />
    </UnstyledButton>
  );
}
