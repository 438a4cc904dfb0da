import { useQueries } from '@tanstack/react-query';
import { useMembers, useProjects } from '../../api/organization.ts';
import { getSession } from '../../api/session.ts';
import { PRIORITY, STATUS } from '../../texts/common.ts';
import { ARCHIVED, DUE, FILTER_BAR, FILTERS, NOTHING, OPERATORS } from '../../texts/tasks.ts';
import { formatPeriod } from '../../ui/format.ts';
import { type FilterPart, partsOf } from './filter-parts.ts';
import { beginningOf } from './moments.ts';
import { taskNamed } from './queries.ts';
import { NONE, type TaskFilter } from './search.ts';

const labelsInWords = (names: string[]): string =>
  names.map((name) => (name === NONE ? NOTHING.label : name)).join(', ');

/** What the conditions of filters demand, in words. @param filters those whose tasks are to be named */
export function useFilterWords(filters: TaskFilter[]): (filter: TaskFilter, part: FilterPart) => string {
  const members = useMembers();
  const projects = useProjects();
  const ids = [...new Set(filters.flatMap(({ parent, blockedBy }) => [parent, blockedBy]))];
  const named = ids.filter((id) => id !== undefined && id !== NONE) as string[];
  const tasks = useQueries({ queries: named.map(taskNamed) });
  const taskOf = (id: string): string => {
    const task = tasks[named.indexOf(id)]?.data;
    return task ? `#${task.number} ${task.title}` : FILTER_BAR.aTask;
  };
  const memberOf = (id: string): string =>
    id === 'me' || id === getSession()?.user.id ? FILTER_BAR.me : members.nameOf(id);
  return (filter, { slot, ...part }) => {
    const value = filter[slot];
    if ('before' in part)
      return formatPeriod(beginningOf(value as string | undefined), beginningOf(filter[part.before]));
    if (value === undefined) return '';
    switch (slot) {
      case 'status':
      case 'notStatus':
        return (filter[slot] ?? []).map((one) => STATUS[one]).join(', ');
      case 'priority':
        return (filter.priority ?? []).map((one) => PRIORITY[one]).join(', ');
      case 'label':
      case 'notLabel':
        return labelsInWords(filter[slot] ?? []);
      case 'allLabels':
        return (filter.allLabels ?? []).join(', ');
      case 'assignee':
        return value === NONE ? NOTHING.assignee : memberOf(value as string);
      case 'creator':
        return memberOf(value as string);
      case 'project':
        return value === NONE
          ? NOTHING.project
          : (projects.nameOf(value as string) ?? FILTER_BAR.formerProject);
      case 'archived':
        return ARCHIVED[String(value) as keyof typeof ARCHIVED];
      case 'parent':
        return value === NONE ? NOTHING.parent : taskOf(value as string);
      case 'blockedBy':
        return taskOf(value as string);
      default:
        return DUE[value as keyof typeof DUE];
    }
  };
}

/** Whole filters as sentences, such as `Status is not: Done · Label one of: bug, dock`. */
export function useFilterSentences(filters: TaskFilter[]): string[] {
  const words = useFilterWords(filters);
  return filters.map((filter) => {
    const parts = partsOf(filter).map((part) => {
      const operator = part.slot in OPERATORS ? OPERATORS[part.slot as keyof typeof OPERATORS] : '';
      return `${[FILTERS[part.kind], operator].filter(Boolean).join(' ')}: ${words(filter, part)}`;
    });
    if (filter.q) parts.push(FILTER_BAR.wordsAre(filter.q));
    return parts.join(' · ') || FILTER_BAR.everything;
  });
}
