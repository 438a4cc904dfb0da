import { queryOptions, useQuery } from '@tanstack/react-query';
import { NAMES } from '../texts/common.ts';
import {
  api,
  type Label,
  type Member,
  type Organization,
  type Permission,
  type Project,
  read,
  readWithTag,
} from './client.ts';

/** A list that is small enough to have whole: pages of the API until there is no other, up to a limit. */
export async function readAll<T>(
  readPage: (page: number) => Promise<{ data: T[]; total: number }>,
): Promise<T[]> {
  const all: T[] = [];
  for (let page = 1; page <= 20; page++) {
    const { data, total } = await readPage(page);
    all.push(...data);
    if (all.length >= total || data.length === 0) break;
  }
  return all;
}

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => read(api.GET('/auth/me', { signal })),
  staleTime: 60_000,
});

/** With its ETag. */
export const organizationQuery = queryOptions({
  queryKey: ['organization'],
  queryFn: ({ signal }) => readWithTag(api.GET('/organizations/current', { signal })),
});

export const membersQuery = queryOptions({
  queryKey: ['members'],
  queryFn: ({ signal }) =>
    readAll<Member>((page) =>
      read(api.GET('/organizations/current/members', { params: { query: { page, limit: 100 } }, signal })),
    ),
  staleTime: 60_000,
});

/** Those that are archived as well: tasks may be in them. */
export const projectsQuery = queryOptions({
  queryKey: ['projects'],
  queryFn: ({ signal }) =>
    readAll<Project>((page) =>
      read(api.GET('/projects', { params: { query: { page, limit: 100, archived: 'all' } }, signal })),
    ),
  staleTime: 60_000,
});

/** All labels, the most used first. */
export const labelsQuery = queryOptions({
  queryKey: ['labels'],
  queryFn: ({ signal }) =>
    readAll<Label>((page) => read(api.GET('/labels', { params: { query: { page, limit: 100 } }, signal }))),
  staleTime: 60_000,
});

const colorsOf = (labels: Label[]): ReadonlyMap<string, string> =>
  new Map(labels.flatMap(({ name, color }) => (color ? [[name, color]] : [])));

const NO_COLORS: ReadonlyMap<string, string> = new Map();

/** The colours of the labels that have one, by name: the same map for as long as they are the same. */
export const useLabelColors = (): ReadonlyMap<string, string> =>
  useQuery({ ...labelsQuery, select: colorsOf }).data ?? NO_COLORS;

export function useMe() {
  return useQuery(meQuery).data;
}

/** Undefined until they are known. */
export function useSettings(): Organization['settings'] | undefined {
  return useQuery(organizationQuery).data?.data.settings;
}

/** @returns whether the caller may; false until that is known */
export function useMay(): (permission: Permission) => boolean {
  const permissions = useMe()?.permissions ?? [];
  return (permission) => permissions.includes(permission);
}

export function useMembers(): { list: Member[]; nameOf: (id: string | null) => string } {
  const list = useQuery(membersQuery).data ?? [];
  const names = new Map(list.map(({ userId, name }) => [userId, name]));
  return { list, nameOf: (id) => (id === null ? NAMES.system : (names.get(id) ?? NAMES.formerMember)) };
}

export function useProjects(): { list: Project[]; nameOf: (id: string | null) => string | undefined } {
  const list = useQuery(projectsQuery).data ?? [];
  const names = new Map(list.map(({ id, name }) => [id, name]));
  return { list, nameOf: (id) => (id === null ? undefined : names.get(id)) };
}

/** What ids are called. */
export interface Names {
  member: (id: string | null) => string;
  /** Undefined for one that is gone, and where there is none. */
  project: (id: string | null) => string | undefined;
}

export function useNames(): Names {
  return { member: useMembers().nameOf, project: useProjects().nameOf };
}
