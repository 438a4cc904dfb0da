import { type ComponentProps, lazy, Suspense, useEffect } from 'react';
import { queries } from '../../api/queries.ts';
import { TASK } from '../../texts/common.ts';
import { onceReachable } from '../../ui/once-reachable.ts';
import { useLoadedLater } from '../../ui/use-loaded-later.ts';
import { useTypedAhead } from '../../ui/typed-ahead.ts';
import { taskDetail } from './queries.ts';
import css from './panel.module.css';

const loadPanel = onceReachable(() => import('./task-panel.tsx'));
const Panel = lazy(async () => ({ default: (await loadPanel()).TaskPanel }));

/** The panel of a task, which a list doesn't wait for. */
export function TaskPanel(props: ComponentProps<typeof Panel>) {
  const { number } = props;
  // Beside the script of the panel, not behind it.
  useEffect(() => void queries.prefetchQuery({ ...taskDetail(number), staleTime: 30_000 }), [number]);
  return (
    <Suspense fallback={<aside className={css['panel']} aria-busy="true" aria-label={TASK.label} />}>
      <Panel {...props} />
    </Suspense>
  );
}

const loadDialog = onceReachable(() => import('./field-dialog.tsx'));
const Dialog = lazy(async () => ({ default: (await loadDialog()).FieldDialog }));

/** The dialog of a field, which is loaded behind the list: it is there when its key is pressed. */
export function FieldDialog(props: ComponentProps<typeof Dialog>) {
  const isOpen = props.field !== undefined;
  useTypedAhead(isOpen);
  return <Suspense>{(useLoadedLater(loadDialog) || isOpen) && <Dialog {...props} />}</Suspense>;
}

/** Loads the panel behind the list, before it is asked for. */
export const usePanelSoon = (): void => void useLoadedLater(loadPanel);
