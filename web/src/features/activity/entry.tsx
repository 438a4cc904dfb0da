import { useQueries, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { STATES } from '../../texts/ui.ts';
import type { ActivityEntry } from '../../api/client.ts';
import { useNames } from '../../api/organization.ts';
import { ACTIVITY_LOG, THINGS } from '../../texts/activity.ts';
import { fill } from '../../ui/fill.tsx';
import { formatPast } from '../../ui/format.ts';
import { Person, Time } from '../../ui/signs.tsx';
import { taskName } from './queries.ts';
import { readableChanges, taskOf, tasksIn, verbOf } from './sentences.ts';
import css from './activity.module.css';

export function Entry({ entry, isNew }: { entry: ActivityEntry; isNew: boolean }) {
  const names = useNames();
  const { sequence, at, actorId, type, changes, requestId } = entry;
  const actor = names.member(actorId);
  const taskIds = tasksIn(changes);
  const tasks = useQueries({ queries: taskIds.map(taskName) });
  const task = (id: string): string => {
    const known = tasks[taskIds.indexOf(id)]?.data;
    return known ? `#${known.number} ${known.title}` : THINGS.task;
  };
  const fields = readableChanges(changes, { ...names, task });
  return (
    <li data-new={isNew || undefined}>
      <Person id={actorId ?? 'system'} name={actor} size={24} label={false} />
      <div className={css['main']}>
        <div className={css['sentence']}>
          {fill(ACTIVITY_LOG.sentence, {
            actor: <strong>{actor}</strong>,
            verb: verbOf(type),
            subject: <Subject entry={entry} />,
          })}
        </div>
        {fields.length > 0 && (
          <ul className={css['changes']}>
            {fields.map(({ field, from, to }) => (
              <li key={field}>
                {from === undefined
                  ? fill(ACTIVITY_LOG.value, { field, to: <ins>{to}</ins> })
                  : fill(ACTIVITY_LOG.change, {
                      field,
                      from: <del>{from}</del>,
                      arrow: <span aria-hidden>→</span>,
                      to: <ins>{to}</ins>,
                    })}
              </li>
            ))}
          </ul>
        )}
      </div>
      <div className={css['when']}>
        <Time at={at}>{formatPast(at)}</Time>
        <span title={requestId ? STATES.request(requestId) : undefined}>{sequence}</span>
      </div>
    </li>
  );
}

/** To what it happened, by its name: a link as long as it is there. */
function Subject({ entry: { subjectType, subjectId, changes } }: { entry: ActivityEntry }): ReactNode {
  const names = useNames();
  const own = changes['title']?.to ?? changes['name']?.to;
  const name = typeof own === 'string' ? own : (THINGS[subjectType] ?? subjectType);
  const taskId = taskOf(changes);
  if (subjectType === 'task') return <TaskSubject id={subjectId} otherwise={name} />;
  if (taskId)
    return fill(ACTIVITY_LOG.ofTask, {
      thing: THINGS[subjectType],
      task: <TaskSubject id={taskId} otherwise={THINGS.task} />,
    });
  const project = subjectType === 'project' ? names.project(subjectId) : undefined;
  if (project)
    return (
      <Link to="/tasks" search={{ project: subjectId }}>
        {project}
      </Link>
    );
  return name;
}

/** @param otherwise what it is called where its name isn't known */
function TaskSubject({ id, otherwise }: { id: string; otherwise: string }): ReactNode {
  const task = useQuery(taskName(id)).data;
  if (!task) return otherwise;
  if (task.isDeleted) return `#${task.number} ${task.title}`;
  return (
    <Link to="/tasks" search={{ task: task.number }}>
      #{task.number} {task.title}
    </Link>
  );
}
