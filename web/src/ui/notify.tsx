import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { toApiError } from '../api/problem.ts';
import { ACTIONS } from '../texts/common.ts';

/** Says what the API's problem says. */
export function notifyError(error: unknown): void {
  const { problem } = toApiError(error);
  const fields = (problem.errors ?? []).map(({ message }) => message).join('. ');
  notifyRefusal(problem.title, fields || (problem.detail !== problem.title && problem.detail) || '');
}

/** Says that something can't be done, and why. */
export function notifyRefusal(title: string, message: string): void {
  notifications.show({
    color: 'red',
    title,
    message,
    autoClose: 8000,
    closeButtonProps: { 'aria-label': ACTIONS.close },
    role: 'alert',
  });
}

/** Says what was done, and lets the user take it back. */
export function notifyDone(message: string, undo?: () => void): void {
  const id = `done-${Date.now()}-${Math.random()}`;
  notifications.show({
    id,
    autoClose: undo ? 6000 : 3000,
    withCloseButton: true,
    closeButtonProps: { 'aria-label': ACTIONS.close },
    role: 'status',
    message: (
      <Group justify="space-between" gap="sm" wrap="nowrap">
        <span>{message}</span>
        {undo && (
          <Button
            size="compact-xs"
            variant="light"
            onClick={() => {
              notifications.hide(id);
              undo();
            }}
          >
            {ACTIONS.undo}
          </Button>
        )}
      </Group>
    ),
  });
}
