import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, type Project, read } from '../../api/client.ts';
import { projectsQuery, readAll } from '../../api/organization.ts';
import { PROJECT, PROJECT_DELETION } from '../../texts/projects.ts';
import { notifyDone, notifyError } from '../../ui/notify.tsx';

/** How far each project is. Its key begins as that of the list: what makes one old makes both old. */
export const projectFigures = queryOptions({
  queryKey: [...projectsQuery.queryKey, 'figures'],
  queryFn: ({ signal }) =>
    readAll((page) =>
      read(api.GET('/analytics/projects', { params: { query: { page, limit: 100 } }, signal })),
    ),
});

export function useSaveProject(project?: Project) {
  const client = useQueryClient();
  return async (values: { name: string; description: string }): Promise<void> => {
    const body = {
      name: values.name,
      description: values.description.trim() === '' ? null : values.description,
    };
    if (project) await read(api.PATCH('/projects/{id}', { params: { path: { id: project.id } }, body }));
    else await read(api.POST('/projects', { body }));
    await client.invalidateQueries({ queryKey: projectsQuery.queryKey });
  };
}

/** Archives a project, or takes it out of the archive; what was done can be taken back. */
export function useArchiveProject() {
  const client = useQueryClient();
  const mutation = useMutation({
    mutationFn: ({ id, archived }: Project) =>
      read(api.PATCH('/projects/{id}', { params: { path: { id } }, body: { archived: !archived } })),
    onSuccess: async (project) => {
      await client.invalidateQueries({ queryKey: projectsQuery.queryKey });
      void client.invalidateQueries({ queryKey: ['tasks', 'list'] });
      const { name, archived } = project;
      notifyDone(archived ? PROJECT.isArchived(name) : PROJECT.isUnarchived(name), () =>
        mutation.mutate(project),
      );
    },
    onError: notifyError,
  });
  return mutation;
}

export function useDeleteProject() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id }: Project) => read(api.DELETE('/projects/{id}', { params: { path: { id } } })),
    onSuccess: async (_nothing, { name }) => {
      await client.invalidateQueries({ queryKey: projectsQuery.queryKey });
      await client.invalidateQueries({ queryKey: ['tasks'] });
      notifyDone(PROJECT_DELETION.done(name));
    },
    onError: notifyError,
  });
}
