import { Button, Menu, TextInput, UnstyledButton } from '@mantine/core';
import { DotsHorizontalIcon } from '@radix-ui/react-icons';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { components } from '@taskflow/client';
import type { Project } from '../../api/client.ts';
import { formatNumber, formatPercent } from '../../ui/format.ts';
import rows from '../../ui/rows.module.css';
import { Share } from '../../ui/share.tsx';
import { ProjectForm } from './project-form.tsx';
import { useDeleteProject } from './queries.ts';
import css from './projects.module.css';

type Figures = components['schemas']['ProjectFiguresDto'];

interface Props {
  project: Project;
  /** Missing for a project without tasks, and until they are known. */
  figures?: Figures;
  mayManage: boolean;
}

export function ProjectRow({ project, figures, mayManage }: Props) {
  const [mode, setMode] = useState<'edit' | 'delete'>();
  const { id, name, description } = project;
  if (mode === 'edit')
    return (
      <li>
        <ProjectForm project={project} onDone={() => setMode(undefined)} />
      </li>
    );
  return (
    <li>
      <div className={rows['main']}>
        <Link to="/tasks" search={{ project: id }}>
          {name}
        </Link>
        {description && <div className={`${rows['dim']} ${css['description']}`}>{description}</div>}
      </div>
      <Progress project={project} figures={figures} />
      {mayManage && (
        <Menu position="bottom-end">
          <Menu.Target>
            <UnstyledButton className={rows['icon']} aria-label={`More about ${name}`}>
              <DotsHorizontalIcon />
            </UnstyledButton>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => setMode('edit')}>Rename or describe</Menu.Item>
            <Menu.Item c="var(--red)" onClick={() => setMode('delete')}>
              Delete the project
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      {mode === 'delete' && <Deletion project={project} onDone={() => setMode(undefined)} />}
    </li>
  );
}

function Progress({ project: { id, name, taskCount }, figures }: Pick<Props, 'project' | 'figures'>) {
  if (taskCount === 0 && !figures) return <div className={css['progress']}>No tasks yet</div>;
  const { total, open, overdue, completed, completedPercent } = figures ?? {
    total: taskCount,
    open: 0,
    overdue: 0,
    completed: 0,
    completedPercent: 0,
  };
  return (
    <div className={css['progress']}>
      <div className={css['share']}>
        <Share percent={completedPercent} label={`${name}: done`} />
        <span>{figures && formatPercent(completedPercent)}</span>
      </div>
      <div className={css['counts']}>
        <Link to="/tasks" search={{ project: id }}>
          {formatNumber(total)} {total === 1 ? 'task' : 'tasks'}
        </Link>
        {figures && (
          <>
            <Link to="/tasks" search={{ project: id, status: ['CREATED', 'IN_PROGRESS'] }}>
              {formatNumber(open)} open
            </Link>
            <Link to="/tasks" search={{ project: id, status: ['COMPLETED'] }}>
              {formatNumber(completed)} done
            </Link>
            {overdue > 0 && (
              <Link to="/tasks" search={{ project: id, due: 'overdue' }} data-late>
                {formatNumber(overdue)} overdue
              </Link>
            )}
          </>
        )}
      </div>
    </div>
  );
}

/** What can't be undone asks for the name. */
function Deletion({ project, onDone }: { project: Project; onDone: () => void }) {
  const remove = useDeleteProject();
  const [typed, setTyped] = useState('');
  const { name, taskCount } = project;
  return (
    <form
      className={css['deletion']}
      aria-label={`Delete ${name}`}
      onSubmit={(event) => {
        event.preventDefault();
        if (typed === name) remove.mutate(project, { onSuccess: onDone });
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onDone();
      }}
    >
      <TextInput
        autoFocus
        label={`Type “${name}” to delete it`}
        description={
          taskCount > 0
            ? `Its ${formatNumber(taskCount)} tasks stay, without a project. This can’t be undone.`
            : 'This can’t be undone.'
        }
        value={typed}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      <div className={rows['end']}>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button type="submit" color="red" disabled={typed !== name} loading={remove.isPending}>
          Delete
        </Button>
      </div>
    </form>
  );
}
