import { Button, Menu, Textarea, UnstyledButton } from '@mantine/core';
import { DotsHorizontalIcon } from '@radix-ui/react-icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ACTIONS } from '../../texts/common.ts';
import { type ActivityEntry, api, type Comment, read, type Task } from '../../api/client.ts';
import { useMay, useMe, useMembers, useNames } from '../../api/organization.ts';
import { COMMENTS, TIMELINE } from '../../texts/task.ts';
import { formatPast } from '../../ui/format.ts';
import { Markdown } from '../../ui/markdown.tsx';
import { mentionedIn, withIds, withMentions, withNames } from '../../ui/mentions.ts';
import { notifyDone, notifyError } from '../../ui/notify.tsx';
import { Person, Time } from '../../ui/signs.tsx';
import { Failure } from '../../ui/states.tsx';
import { sentenceOf } from './change-sentences.ts';
import { Composer } from './composer.tsx';
import { taskNamed, taskActivity, taskComments } from './queries.ts';
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
    <section className={css['timeline']} aria-label={TIMELINE.name}>
      <h3>{TIMELINE.heading}</h3>
      {comments.isError ? (
        <Failure error={comments.error} reset={() => void comments.refetch()} />
      ) : entries.length === 0 && !comments.isPending && !activity.isPending ? (
        <p className={css['nothing']}>{TIMELINE.none}</p>
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
      notifyDone(COMMENTS.deleted);
    },
    onError: notifyError,
  });
  const isOwn = comment.authorId === me;
  const name = members.nameOf(comment.authorId);
  // A mention by id is stored as the id: people read the name.
  const body = withMentions(comment.body, (id) => `**@${members.nameOf(id)}**`);
  return (
    <li className={css['comment']}>
      <Person id={comment.authorId} name={name} size={24} label={false} />
      <div className={css['bubble']}>
        <div className={css['who']}>
          <strong>{name}</strong>
          <Time at={comment.createdAt}>{formatPast(comment.createdAt)}</Time>
          {comment.version > 1 && <span title={comment.updatedAt}>{COMMENTS.edited}</span>}
          {(isOwn || may('comment:delete-any')) && (
            <Menu position="bottom-end">
              <Menu.Target>
                <UnstyledButton className={rows['icon']} aria-label={COMMENTS.more(name)}>
                  <DotsHorizontalIcon />
                </UnstyledButton>
              </Menu.Target>
              <Menu.Dropdown>
                {isOwn && (
                  <Menu.Item onClick={() => setText(withNames(comment.body, members.list))}>
                    {COMMENTS.edit}
                  </Menu.Item>
                )}
                <Menu.Item c="var(--red)" onClick={() => remove.mutate()}>
                  {ACTIONS.delete}
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
              save.mutate(withIds(text, mentionedIn(comment.body), members.list));
            }}
          >
            <Textarea
              aria-label={COMMENTS.field}
              autosize
              minRows={2}
              autoFocus
              value={text}
              onChange={({ currentTarget }) => setText(currentTarget.value)}
            />
            <div className={rows['end']}>
              <Button size="compact-sm" variant="default" onClick={() => setText(undefined)}>
                {ACTIONS.cancel}
              </Button>
              <Button size="compact-sm" type="submit" loading={save.isPending}>
                {ACTIONS.save}
              </Button>
            </div>
          </form>
        )}
      </div>
    </li>
  );
}

function ChangeEntry({ change }: { change: ActivityEntry }) {
  const names = useNames();
  const to = change.changes['parentId']?.to;
  const { data: parent } = useQuery({ ...taskNamed(String(to)), enabled: typeof to === 'string' });
  return (
    <li className={css['change']}>
      <span className={css['dot']} aria-hidden />
      <span>
        <strong>{names.member(change.actorId)}</strong> {sentenceOf(change, names, parent?.number)}{' '}
        <Time at={change.at}>{formatPast(change.at)}</Time>
      </span>
    </li>
  );
}
