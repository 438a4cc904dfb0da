import { useLayoutEffect } from 'react';

/** Milliseconds after which keys mean again what they mean on the page: the field doesn't come. */
const LIMIT = 5000;

/**
 * Keeps what is typed while something opens whose script may still be loading, and types it into the field that gets the
 * focus then. Without that, the keys that follow a shortcut would be shortcuts of the page below.
 * @returns what ends it
 */
function holdKeys(): () => void {
  let text = '';
  let isEntered = false;
  const end = (): void => {
    timers.forEach(clearTimeout);
    removeEventListener('keydown', press, true);
    removeEventListener('focusin', typeSoon);
  };
  const type = (): void => {
    end();
    const field = document.activeElement;
    if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return;
    // A field of dates takes no text.
    if (text !== '' && field.selectionStart !== null) {
      field.setRangeText(text, field.value.length, field.value.length, 'end');
      field.dispatchEvent(new InputEvent('input', { data: text, inputType: 'insertText', bubbles: true }));
    }
    // React has drawn what was typed by then, which is what Enter takes.
    if (isEntered)
      queueMicrotask(() =>
        field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true })),
      );
  };
  // A field that gets the focus while React draws it doesn't listen yet.
  const typeSoon = (): void => void timers.push(setTimeout(type));
  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    // A key that is held down is the one that opened it.
    if (event.key === 'Enter') isEntered ||= !event.repeat;
    else if (event.key === 'Backspace') text = text.slice(0, -1);
    else if (event.key.length === 1) text += isEntered ? '' : event.key;
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const timers = [setTimeout(end, LIMIT)];
  addEventListener('keydown', press, true);
  addEventListener('focusin', typeSoon);
  if (document.activeElement?.closest('[role=dialog]')) end();
  return end;
}

/** Milliseconds in which a dialog that closes moves the focus by itself. */
const CLOSING = 20;

/**
 * For what opens later than its shortcut is pressed, and takes what is typed. The focus is then where it was before: what
 * was drawn open from the start doesn't know that.
 */
export const useTypedAhead = (isOpen: boolean): void =>
  useLayoutEffect(() => {
    if (!isOpen) return;
    const before = document.activeElement;
    const end = holdKeys();
    return () => {
      end();
      const within = document.activeElement;
      setTimeout(() => {
        const now = document.activeElement;
        if (before instanceof HTMLElement && (now === document.body || now === within))
          before.focus({ preventScroll: true });
      }, CLOSING);
    };
  }, [isOpen]);
