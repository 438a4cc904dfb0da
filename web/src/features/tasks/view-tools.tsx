import { Button, Menu, Popover, UnstyledButton } from '@mantine/core';
import { DotsHorizontalIcon } from '@radix-ui/react-icons';
import { defaultStringifySearch, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useMemo, useState } from 'react';
import { ACTIONS } from '../../texts/common.ts';
import { api, read } from '../../api/client.ts';
import { addressOf } from '../../api/url.ts';
import { VIEWS } from '../../texts/tasks.ts';
import { useAction } from '../../ui/action.ts';
import { onceReachable } from '../../ui/once-reachable.ts';
import { type Command, useCommands } from '../../ui/commands.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { useTypedAhead } from '../../ui/typed-ahead.ts';
import { isFiltered, type TaskFilter } from './search.ts';
import { fromView, searchOf, toViewList, type View, type ViewValues } from './view-filter.ts';
import { type ShownList, showView, useMayWriteViews } from './views.ts';
import css from './views.module.css';
import rows from '../../ui/rows.module.css';

const loadViewForm = onceReachable(() => import('./view-form.tsx'));
const ViewForm = lazy(async () => ({ default: (await loadViewForm()).ViewForm }));

/** What the popover asks for. */
export type ViewQuestion = 'save' | 'rename' | 'delete' | 'calendar';

interface Props {
  /** What is listed, with what the page itself adds. */
  list: TaskFilter;
  shown: ShownList;
  path: '/tasks' | '/board' | '/my-work';
  onShow: (search: ReturnType<typeof searchOf>) => void;
}

/** Saves what is listed as a view, and changes the view that is shown. */
export function ViewTools({ list, shown: { filter, view, isChanged }, path, onShow }: Props) {
  const may = useMayWriteViews();
  const navigate = useNavigate();
  const [question, setQuestion] = useState<ViewQuestion>();
  const close = (): void => setQuestion(undefined);
  useTypedAhead(question !== undefined);
  const { mutate: change, isPending } = useChangeView((changed) => {
    if (isChanged) onShow(searchOf(list, changed.id, changed));
  });
  // What the page itself adds is no choice of the user.
  const isWorthSaving = isFiltered(filter) || filter.sort !== undefined || filter.group !== undefined;
  const canSave = may.create && (view ? isChanged : isWorthSaving);
  const commands = useMemo(
    (): Command[] =>
      canSave ? [{ id: 'save-view', label: VIEWS.saveCommand, run: () => setQuestion('save') }] : [],
    [canSave],
  );
  useCommands(commands);
  const openSaved = (saved: View): void =>
    void navigate({ to: path === '/board' ? path : '/tasks', search: { view: saved.id } });

  return (
    <Popover
      opened={question !== undefined}
      onChange={(opened) => !opened && close()}
      position="bottom-end"
      width={300}
      trapFocus
      returnFocus
      // It is opened by several buttons, none of which is its target.
      withRoles={false}
    >
      <Popover.Target>
        <span className={css['tools']}>
          {isChanged && view && may.change(view) && (
            <Button
              size="compact-sm"
              loading={isPending}
              onClick={() => change({ view, changes: toViewList(list), done: VIEWS.saved(view.name) })}
            >
              {VIEWS.saveChanges}
            </Button>
          )}
          {canSave && (
            <Button size="compact-sm" variant="default" onClick={() => setQuestion('save')}>
              {view ? VIEWS.saveAsNew : VIEWS.save}
            </Button>
          )}
          {view && (
            <ViewMenu
              view={view}
              isChanged={isChanged}
              path={path}
              onAsk={setQuestion}
              onShow={onShow}
              onShare={(isShared) =>
                change({
                  view,
                  changes: { isShared },
                  done: isShared ? VIEWS.shared(view.name) : VIEWS.unshared(view.name),
                })
              }
            />
          )}
        </span>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={view?.name ?? VIEWS.save}>
        {question && (
          <Suspense fallback={<div aria-busy="true" />}>
            <ViewForm
              question={question}
              list={list}
              view={view}
              onSaved={(saved) => {
                close();
                openSaved(saved);
              }}
              onDeleted={() => {
                close();
                onShow(searchOf(list));
              }}
              onClose={close}
            />
          </Suspense>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

interface ViewChange {
  view: View;
  changes: Partial<ViewValues>;
  /** What to say when it is done. */
  done: string;
}

const useChangeView = (onDone: (view: View) => void) =>
  useAction(
    ({ view: { id }, changes }: ViewChange) =>
      read(api.PATCH('/views/{id}', { params: { path: { id } }, body: changes })),
    {
      done: ({ done }) => done,
      onDone: (changed) => {
        showView(changed);
        onDone(changed);
      },
    },
  );

function ViewMenu({
  view,
  isChanged,
  path,
  onAsk,
  onShow,
  onShare,
}: {
  view: View;
  isChanged: boolean;
  path: Props['path'];
  onAsk: (question: ViewQuestion) => void;
  onShow: Props['onShow'];
  onShare: (isShared: boolean) => void;
}) {
  const may = useMayWriteViews();
  const navigate = useNavigate();
  const { id, name, isShared } = view;
  /** Others don't have a private view: its link says what it lists. */
  const copyLink = async (): Promise<void> => {
    const search = isShared ? { view: id } : searchOf(fromView(view));
    await navigator.clipboard.writeText(
      addressOf(`${path.slice(1)}${defaultStringifySearch({ ...search })}`),
    );
    notifyDone(isShared ? VIEWS.linkCopied : VIEWS.filtersCopied);
  };
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <UnstyledButton className={rows['icon']} aria-label={VIEWS.more(name)}>
          <DotsHorizontalIcon aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {isChanged && <Menu.Item onClick={() => onShow({ view: id })}>{VIEWS.discard}</Menu.Item>}
        <Menu.Item
          onClick={() =>
            void navigate({
              to: path === '/board' ? '/tasks' : '/board',
              search: ({ task: _task, ...before }) => before,
            })
          }
        >
          {path === '/board' ? VIEWS.asList : VIEWS.asBoard}
        </Menu.Item>
        <Menu.Item onClick={() => void copyLink()}>{VIEWS.copyLink}</Menu.Item>
        <Menu.Item onClick={() => onAsk('calendar')}>{VIEWS.calendar}</Menu.Item>
        {may.change(view) && (
          <>
            <Menu.Divider />
            <Menu.Item onClick={() => onAsk('rename')}>{ACTIONS.rename}</Menu.Item>
            {may.toggleSharing(view) && (
              <Menu.Item onClick={() => onShare(!isShared)}>
                {isShared ? VIEWS.unshare : VIEWS.share}
              </Menu.Item>
            )}
            <Menu.Item c="var(--red)" onClick={() => onAsk('delete')}>
              {VIEWS.delete}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
