import { Popover, UnstyledButton } from '@mantine/core';
import { type ComponentPropsWithoutRef, type ReactNode, useState } from 'react';
import { useTypedAhead } from './typed-ahead.ts';

interface Props extends Omit<ComponentPropsWithoutRef<'button'>, 'content' | 'onClick'> {
  'aria-haspopup': 'dialog' | 'listbox';
  /** What opens below the button, and has a field that takes the focus. */
  content: (close: () => void) => ReactNode;
}

/** A button, and what is chosen or typed below it. What is typed before its field is there goes into the field. */
export function PopoverButton({ content, ...button }: Props) {
  const [opened, setOpened] = useState(false);
  useTypedAhead(opened);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton {...button} onClick={() => setOpened(!opened)} />
      </Popover.Target>
      <Popover.Dropdown p={0}>{content(() => setOpened(false))}</Popover.Dropdown>
    </Popover>
  );
}
