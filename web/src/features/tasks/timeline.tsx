import { Button, Menu, Textarea, UnstyledButton } from '@mantine/core';
import { DotsHorizontalIcon } from '@radix-ui/react-icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import {
  type ActivityEntry,
  api,
  type Comment,
  read,
  type Task,
  type TaskPriority,
  type TaskStatus,
} from '../../api/client.ts';
import { useDraft } from '../../api/drafts.ts';
import { notifyDone, notifyError } from '../../ui/notify.tsx';
import { Failure } from '../../ui/states.tsx';
import { PRIORITY, STATUS } from '../../texts/common.ts';
import { formatDay, formatPast } from '../../ui/format.ts';
import { Markdown } from '../../ui/markdown.tsx';
import { Person, Time } from '../../ui/signs.tsx';
import { type Names, useMay, useMe, useMembers, useNames } from '../../api/organization.ts';
import { taskActivity, taskComments } from './queries.ts';
import rows from '../../ui/rows.module.css';
import css from './timeline.module.css';

/** Comments and changes of a task, oldest first. */
export function Timeline({ task }: { task: Task }) {
  const comments = useQuery(taskComments(task.number));
  const activity = useQuery(taskActivity(task.number));
  const mayComment = useMay()('comment:write');
  const entries = [
    ...(comments.data?.data ?? []).map((comment) => ({ at: comment.createdAt, comment, change: undefined })),
    // What the comments say by themselves isn't said twice.
    ...(activity.data?.data ?? [])
      .filter(({ type }) => type.startsWith('task.') && type !== 'task.created')
      .map((change) => ({ at: change.at, change, comment: undefined })),
  ].toSorted((a, b) => (a.at < b.at ? -1 : 1));
  return (
    <section className={css['timeline']} aria-label="Comments and changes">
      <h3>Activity</h3>
      {comments.isError ? (
        <Failure error={comments.error} reset={() => void comments.refetch()} />
      ) : entries.length === 0 && !comments.isPending && !activity.isPending ? (
        <p className={css['nothing']}>Nothing has happened since.</p>
      ) : (
        <ol>
          {entries.map(({ comment, change }) =>
            comment ? (
              <CommentEntry key={comment.id} comment={comment} task={task} />
            ) : (
              <ChangeEntry key={change.sequence} change={change} />
            ),
          )}
        </ol>
      )}
      {mayComment && <Composer task={task} />}
    </section>
  );
}

function CommentEntry({ comment, task }: { comment: Comment; task: Task }) {
  const members = useMembers();
  const me = useMe()?.user.id;
  const may = useMay();
  const client = useQueryClient();
  const [text, setText] = useState<string>();
  const again = (): Promise<void> =>
    client.invalidateQueries({ queryKey: taskComments(task.number).queryKey });
  const save = useMutation({
    mutationFn: (body: string) =>
      read(api.PATCH('/comments/{id}', { params: { path: { id: comment.id } }, body: { body } })),
    onSuccess: async () => {
      await again();
      setText(undefined);
    },
    onError: notifyError,
  });
  const remove = useMutation({
    mutationFn: () => read(api.DELETE('/comments/{id}', { params: { path: { id: comment.id } } })),
    onSuccess: async () => {
      await again();
      notifyDone('The comment is deleted');
    },
    onError: notifyError,
  });
  const isOwn = comment.authorId === me;
  const name = members.nameOf(comment.authorId);
  // A mention by id is stored as the id: people read the name.
  const body = comment.body.replace(
    /@\[([0-9a-f-]{36})\]/gi,
    (_match, id: string) => `**@${members.nameOf(id.toLowerCase())}**`,
  );
  return (
    <li className={css['comment']}>
      <Person id={comment.authorId} name={name} size={24} label={false} />
      <div className={css['bubble']}>
        <div className={css['who']}>
          <strong>{name}</strong>
          <Time at={comment.createdAt}>{formatPast(comment.createdAt)}</Time>
          {comment.version > 1 && <span title={comment.updatedAt}>edited</span>}
          {(isOwn || may('comment:delete-any')) && (
            <Menu position="bottom-end">
              <Menu.Target>
                <UnstyledButton className={rows['icon']} aria-label={`More about the comment of ${name}`}>
                  <DotsHorizontalIcon />
                </UnstyledButton>
              </Menu.Target>
              <Menu.Dropdown>
                {isOwn && <Menu.Item onClick={() => setText(comment.body)}>Edit</Menu.Item>}
                <Menu.Item c="var(--red)" onClick={() => remove.mutate()}>
                  Delete
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          )}
        </div>
        {text === undefined ? (
          <Markdown text={body} />
        ) : (
          <form
            className={css['editor']}
            onSubmit={(event) => {
              event.preventDefault();
              save.mutate(text);
            }}
          >
            <Textarea
              aria-label="Comment"
              autosize
              minRows={2}
              autoFocus
              value={text}
              onChange={({ currentTarget }) => setText(currentTarget.value)}
            />
            <div className={rows['end']}>
              <Button size="compact-sm" variant="default" onClick={() => setText(undefined)}>
                Cancel
              </Button>
              <Button size="compact-sm" type="submit" loading={save.isPending}>
                Save
              </Button>
            </div>
          </form>
        )}
      </div>
    </li>
  );
}

function Composer({ task }: { task: Task }) {
  const [text, setText] = useDraft(`comment on ${task.number}`, '');
  const [caret, setCaret] = useState(0);
  const [active, setActive] = useState(0);
  const members = useMembers();
  const client = useQueryClient();
  const send = useMutation({
    mutationFn: (body: string) =>
      read(api.POST('/tasks/{id}/comments', { params: { path: { id: task.id } }, body: { body } })),
    onSuccess: async () => {
      setText('');
      await client.invalidateQueries({ queryKey: taskComments(task.number).queryKey });
    },
    onError: notifyError,
  });
  const typed = /(?:^|\s)@([\p{L}\d.-]*)$/u.exec(text.slice(0, caret));
  const word = typed?.[1]?.toLowerCase();
  const found =
    word === undefined
      ? []
      : members.list
          .filter(({ name }) =>
            name
              .toLowerCase()
              .split(/\s+/)
              .some((part) => part.startsWith(word)),
          )
          .slice(0, 6);
  const current = Math.min(active, found.length - 1);
  const mention = (id: string): void => {
    const begin = caret - (word?.length ?? 0);
    setText(`${text.slice(0, begin)}[${id}] ${text.slice(caret)}`);
    setCaret(begin + id.length + 3);
  };
  const submit = (): void => {
    if (text.trim() !== '' && !send.isPending) send.mutate(text.trim());
  };
  return (
    <form
      className={`${css['editor']} ${css['composer']}`}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {found.length > 0 && (
        <ul className={css['mentions']} role="listbox" id="mentions" aria-label="Members">
          {found.map(({ userId, name }, index) => (
            <li
              key={userId}
              role="option"
              id={`mention-${index}`}
              aria-selected={index === current}
              onPointerDown={(event) => {
                event.preventDefault();
                mention(userId);
              }}
            >
              <Person id={userId} name={name} size={18} label={false} />
              {name}
            </li>
          ))}
        </ul>
      )}
      <Textarea
        aria-label="New comment"
        aria-controls={found.length > 0 ? 'mentions' : undefined}
        placeholder="Leave a comment, mention with @ …"
        autosize
        minRows={2}
        maxRows={12}
        value={text}
        onChange={({ currentTarget }) => {
          setText(currentTarget.value);
          setCaret(currentTarget.selectionStart);
          setActive(0);
        }}
        onSelect={({ currentTarget }) => setCaret(currentTarget.selectionStart)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) return submit();
          if (found.length === 0) return;
          const chosen = found[current];
          if (event.key === 'ArrowDown') setActive((current + 1) % found.length);
          else if (event.key === 'ArrowUp') setActive((current - 1 + found.length) % found.length);
          else if ((event.key === 'Enter' || event.key === 'Tab') && chosen) mention(chosen.userId);
          else return;
          event.preventDefault();
        }}
      />
      <div className={rows['end']}>
        <Button size="compact-sm" type="submit" loading={send.isPending} disabled={text.trim() === ''}>
          Comment
        </Button>
      </div>
    </form>
  );
}

function ChangeEntry({ change }: { change: ActivityEntry }) {
  const names = useNames();
  return (
    <li className={css['change']}>
      <span className={css['dot']} aria-hidden />
      <span>
        <strong>{names.member(change.actorId)}</strong> {sentenceOf(change, names)}{' '}
        <Time at={change.at}>{formatPast(change.at)}</Time>
      </span>
    </li>
  );
}

function sentenceOf({ type, changes }: ActivityEntry, names: Names): ReactNode {
  if (type === 'task.deleted') return 'deleted this';
  if (type === 'task.restored') return 'restored this';
  const sentences = Object.entries(changes)
    .map(([field, { to }]) => sayChange(field, to, names))
    .filter((sentence) => sentence !== undefined);
  return sentences.length > 0 ? new Intl.ListFormat(undefined).format(sentences) : 'changed this';
}

function sayChange(field: string, to: unknown, names: Names): string | undefined {
  const text = typeof to === 'string' ? to : '';
  switch (field) {
    case 'status':
      return `set the status to ${STATUS[text as TaskStatus]}`;
    case 'priority':
      return `set the priority to ${PRIORITY[text as TaskPriority]}`;
    case 'assigneeId':
      return to === null ? 'took the assignee away' : `assigned this to ${names.member(text)}`;
    case 'projectId':
      return to === null
        ? 'took this out of its project'
        : `moved this to ${names.project(text) ?? 'a project'}`;
    case 'labels':
      return (to as string[]).length > 0
        ? `set the labels to ${(to as string[]).join(', ')}`
        : 'took the labels away';
    case 'dueAt':
      return to === null ? 'took the due date away' : `set the due date to ${formatDay(text)}`;
    case 'title':
      return `renamed this to “${text}”`;
    case 'description':
      return 'changed the description';
    default:
      return undefined;
  }
}
