import { Button, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { api, type Member, read, type Task } from '../../api/client.ts';
import { useDraft } from '../../api/drafts.ts';
import { useMembers } from '../../api/organization.ts';
import { COMMENTS } from '../../texts/task.ts';
import { mentionOf, withIds } from '../../ui/mentions.ts';
import { notifyError } from '../../ui/notify.tsx';
import { Person } from '../../ui/signs.tsx';
import { taskComments } from './queries.ts';
import rows from '../../ui/rows.module.css';
import css from './timeline.module.css';

/** `mentioned` has the ids of the members who were chosen. */
const EMPTY: { text: string; mentioned: string[] } = { text: '', mentioned: [] };

/** Writes a comment on a task, with members to mention. */
export function Composer({ task }: { task: Task }) {
  const [draft, setDraft] = useDraft(`comment on ${task.number}`, EMPTY);
  const { text, mentioned } = draft;
  const field = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState(0);
  const [active, setActive] = useState(0);
  const members = useMembers();
  const client = useQueryClient();
  const send = useMutation({
    mutationFn: (body: string) =>
      read(api.POST('/tasks/{id}/comments', { params: { path: { id: task.id } }, body: { body } })),
    onSuccess: async () => {
      setDraft(EMPTY);
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
  const mention = (member: Member): void => {
    const element = field.current;
    if (!element) return;
    const begin = caret - (word?.length ?? 0);
    element.setRangeText(`${mentionOf(member, members.list)} `, begin, caret, 'end');
    setDraft({ text: element.value, mentioned: [...mentioned, member.userId] });
    setCaret(element.selectionStart);
  };
  const submit = (): void => {
    const body = withIds(text.trim(), mentioned, members.list);
    if (body !== '' && !send.isPending) send.mutate(body);
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
        <ul className={css['mentions']} role="listbox" id="mentions" aria-label={COMMENTS.members}>
          {found.map((member, index) => (
            <li
              key={member.userId}
              role="option"
              id={`mention-${index}`}
              aria-selected={index === current}
              onPointerDown={(event) => {
                event.preventDefault();
                mention(member);
              }}
            >
              <Person id={member.userId} name={member.name} size={18} label={false} />
              {member.name}
            </li>
          ))}
        </ul>
      )}
      <Textarea
        ref={field}
        aria-label={COMMENTS.newField}
        aria-controls={found.length > 0 ? 'mentions' : undefined}
        placeholder={COMMENTS.placeholder}
        autosize
        minRows={2}
        maxRows={12}
        value={text}
        onChange={({ currentTarget }) => {
          setDraft({ text: currentTarget.value, mentioned });
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
          else if ((event.key === 'Enter' || event.key === 'Tab') && chosen) mention(chosen);
          else return;
          event.preventDefault();
        }}
      />
      <div className={rows['end']}>
        <Button size="compact-sm" type="submit" loading={send.isPending} disabled={text.trim() === ''}>
          {COMMENTS.send}
        </Button>
      </div>
    </form>
  );
}
