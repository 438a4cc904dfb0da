import { type ComponentProps, lazy, Suspense, useEffect } from 'react';
import { queries } from '../../api/queries.ts';
import { TASK } from '../../texts/common.ts';
import { taskDetail } from './queries.ts';
import css from './panel.module.css';

const load = () => import('./task-panel.tsx');
const Panel = lazy(async () => ({ default: (await load()).TaskPanel }));

/** Milliseconds after which the panel is loaded without being asked for: the list is there by then. */
const PREFETCH = 1000;

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

const Dialog = lazy(async () => ({ default: (await import('./field-dialog.tsx')).FieldDialog }));

/** The dialog of a field, which is loaded beside the list: it is there when its key is pressed. */
export const FieldDialog = (props: ComponentProps<typeof Dialog>) => (
  <Suspense>
    <Dialog {...props} />
  </Suspense>
);

export function usePanelSoon(): void {
  useEffect(() => {
    const timer = setTimeout(() => void load(), PREFETCH);
    return () => clearTimeout(timer);
  }, []);
}
