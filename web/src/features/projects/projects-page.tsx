import { Button, UnstyledButton } from '@mantine/core';
import { ChevronDownIcon, PlusIcon } from '@radix-ui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Project } from '../../api/client.ts';
import { projectsQuery, useMay } from '../../api/organization.ts';
import { useRefresh } from '../../api/refresh.ts';
import { PROJECTS } from '../../texts/projects.ts';
import { NAVIGATION } from '../../texts/shell.ts';
import { useCommands } from '../../ui/commands.ts';
import { TextPage } from '../../ui/page.tsx';
import rows from '../../ui/rows.module.css';
import { Empty, Failure } from '../../ui/states.tsx';
import { ProjectForm } from './project-form.tsx';
import { ProjectRow } from './project-row.tsx';
import { projectFigures } from './queries.ts';
import css from './projects.module.css';

export function ProjectsPage() {
  const projects = useQuery(projectsQuery);
  const figures = useQuery(projectFigures);
  useRefresh(projectFigures.queryKey, ({ data }) => data.subjectType === 'task', 1000);
  const mayManage = useMay()('project:manage');
  const [isArchiveOpen, setArchiveOpen] = useState(false);
  const [isCreating, setCreating] = useState(false);
  const byId = new Map(figures.data?.map((one) => [one.projectId, one]));
  const commands = useMemo(
    () =>
      mayManage
        ? [{ id: 'new-project', label: PROJECTS.create, keys: 'n', run: () => setCreating(true) }]
        : [],
    [mayManage],
  );
  useCommands(commands);
  const [archived, current] = [true, false].map((isArchived) =>
    (projects.data ?? []).filter((one) => one.archived === isArchived),
  ) as [Project[], Project[]];
  const rowOf = (project: Project) => (
    <ProjectRow key={project.id} project={project} figures={byId.get(project.id)} mayManage={mayManage} />
  );
  const create = mayManage && (
    <Button size="xs" leftSection={<PlusIcon />} onClick={() => setCreating(true)}>
      {PROJECTS.new}
    </Button>
  );
  return (
    <TextPage title={NAVIGATION.projects} tools={create}>
      {isCreating && (
        <div className={rows['box']}>
          <ProjectForm onDone={() => setCreating(false)} />
        </div>
      )}
      {projects.isError ? (
        <Failure error={projects.error} reset={() => void projects.refetch()} />
      ) : projects.data?.length === 0 ? (
        !isCreating && (
          <Empty title={PROJECTS.empty} action={create}>
            {mayManage ? PROJECTS.emptyForManagers : PROJECTS.emptyForOthers}
          </Empty>
        )
      ) : (
        <>
          {projects.data && current.length === 0 && !isCreating && <Empty title={PROJECTS.allArchived} />}
          <ul
            className={rows['rows']}
            aria-busy={projects.isPending}
            aria-label={NAVIGATION.projects}
            hidden={projects.data && current.length === 0}
          >
            {current.map(rowOf)}
          </ul>
          {archived.length > 0 && (
            <>
              <UnstyledButton
                className={css['archived']}
                aria-expanded={isArchiveOpen}
                onClick={() => setArchiveOpen(!isArchiveOpen)}
              >
                <ChevronDownIcon aria-hidden />
                {PROJECTS.archived(archived.length)}
              </UnstyledButton>
              {isArchiveOpen && (
                <ul className={rows['rows']} aria-label={PROJECTS.archived(archived.length)}>
                  {archived.map(rowOf)}
                </ul>
              )}
            </>
          )}
        </>
      )}
    </TextPage>
  );
}
