import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Member, Project } from '../../api/client.ts';
import { membersQuery, projectsQuery } from '../../api/organization.ts';
import { getSession } from '../../api/session.ts';
import { groupsOf, type TaskGroup } from './grouping.ts';
import type { Grouping, TaskFilter } from './search.ts';

const NO_MEMBERS: Member[] = [];
const NO_PROJECTS: Project[] = [];

/** The groups of a list: by members and projects once these are known. */
export function useGroups(filter: TaskFilter, grouping?: Grouping) {
  const byMember = grouping === 'assignee';
  const byProject = grouping === 'project';
  const membersRead = useQuery({ ...membersQuery, enabled: byMember });
  const projectsRead = useQuery({ ...projectsQuery, enabled: byProject });
  // What the list isn't grouped by may change without making other groups of it.
  const members = (byMember && membersRead.data) || NO_MEMBERS;
  const projects = (byProject && projectsRead.data) || NO_PROJECTS;
  const read = byMember ? membersRead : byProject ? projectsRead : undefined;
  const isKnown = read === undefined || read.data !== undefined;
  const groups = useMemo(
    (): TaskGroup[] =>
      isKnown ? groupsOf(filter, grouping, { me: getSession()?.user.id ?? '', members, projects }) : [],
    [isKnown, filter, grouping, members, projects],
  );
  return {
    groups,
    isPending: !isKnown && !read?.isError,
    error: isKnown ? undefined : (read?.error ?? undefined),
    retry: (): void => void read?.refetch(),
  };
}
