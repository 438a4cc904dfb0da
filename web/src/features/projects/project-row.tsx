import { Button, Menu, TextInput, UnstyledButton } from '@mantine/core';
import { DotsHorizontalIcon } from '@radix-ui/react-icons';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { components } from '@taskflow/client';
import type { Project } from '../../api/client.ts';
import { ACTIONS, COUNTS } from '../../texts/common.ts';
import { PROJECT, PROJECT_DELETION } from '../../texts/projects.ts';
import { formatPercent } from '../../ui/format.ts';
import rows from '../../ui/rows.module.css';
import { Share } from '../../ui/share.tsx';
import { ProjectForm } from './project-form.tsx';
import { useArchiveProject, useDeleteProject } from './queries.ts';
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
  const archive = useArchiveProject();
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
        <Menu position="bottom-end" width={240}>
          <Menu.Target>
            <UnstyledButton className={rows['icon']} aria-label={PROJECT.more(name)}>
              <DotsHorizontalIcon />
            </UnstyledButton>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => setMode('edit')}>{PROJECT.edit}</Menu.Item>
            <Menu.Item onClick={() => archive.mutate(project)}>
              {project.archived ? PROJECT.unarchive : PROJECT.archive}
              {!project.archived && <div className={rows['dim']}>{PROJECT.archiveHint}</div>}
            </Menu.Item>
            <Menu.Item c="var(--red)" onClick={() => setMode('delete')}>
              {PROJECT.delete}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      {mode === 'delete' && <Deletion project={project} onDone={() => setMode(undefined)} />}
    </li>
  );
}

function Progress({ project: { id, name, taskCount }, figures }: Pick<Props, 'project' | 'figures'>) {
  if (taskCount === 0 && !figures) return <div className={css['progress']}>{PROJECT.noTasks}</div>;
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
        <Share percent={completedPercent} label={PROJECT.progress(name)} />
        <span>{figures && formatPercent(completedPercent)}</span>
      </div>
      <div className={css['counts']}>
        <Link to="/tasks" search={{ project: id }}>
          {COUNTS.tasks(total)}
        </Link>
        {figures && (
          <>
            <Link to="/tasks" search={{ project: id, status: ['CREATED', 'IN_PROGRESS'] }}>
              {PROJECT.open(open)}
            </Link>
            <Link to="/tasks" search={{ project: id, status: ['COMPLETED'] }}>
              {PROJECT.done(completed)}
            </Link>
            {overdue > 0 && (
              <Link to="/tasks" search={{ project: id, due: 'overdue' }} data-late>
                {PROJECT.overdue(overdue)}
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
      aria-label={PROJECT_DELETION.label(name)}
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
        label={PROJECT_DELETION.confirm(name)}
        description={taskCount > 0 ? PROJECT_DELETION.finalWithTasks(taskCount) : PROJECT_DELETION.final}
        value={typed}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      <div className={rows['end']}>
        <Button variant="default" onClick={onDone}>
          {ACTIONS.cancel}
        </Button>
        <Button type="submit" color="red" disabled={typed !== name} loading={remove.isPending}>
          {ACTIONS.delete}
        </Button>
      </div>
    </form>
  );
}
