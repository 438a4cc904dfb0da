import type { ActivityEntry, TaskPriority, TaskStatus } from '../../api/client.ts';
import type { Names } from '../../api/organization.ts';
import { PRIORITY, STATUS } from '../../texts/common.ts';
import { LANGUAGE } from '../../texts/language.ts';
import { DID } from '../../texts/task.ts';
import { formatDay } from '../../ui/format.ts';
import { ruleInWords } from '../../ui/rule-in-words.ts';

const list = new Intl.ListFormat(LANGUAGE);

/** What a change did to the task, after the name of the user. @param parent the number of the task that it became a subtask of, where it is known */
export function sentenceOf(
  { type, changes }: Pick<ActivityEntry, 'type' | 'changes'>,
  names: Names,
  parent?: number,
): string {
  if (type === 'task.deleted') return DID.deleted;
  if (type === 'task.restored') return DID.restored;
  const isCompleted = changes['status']?.to === 'COMPLETED';
  const sentences = Object.entries(changes).flatMap(([field, { from, to }]) => {
    const text = typeof to === 'string' ? to : '';
    switch (field) {
      case 'status':
        return DID.status(STATUS[text as TaskStatus]);
      case 'priority':
        return DID.priority(PRIORITY[text as TaskPriority]);
      case 'assigneeId':
        return to === null ? DID.unassigned : DID.assigned(names.member(text));
      case 'projectId':
        return to === null ? DID.leftProject : DID.moved(names.project(text));
      case 'labels':
        return DID.labels(to as string[]);
      case 'dueAt':
        return to === null ? DID.neverDue : DID.due(formatDay(text));
      case 'title':
        return DID.renamed(text);
      case 'description':
        return DID.described;
      case 'parentId':
        return to === null ? DID.noParent : DID.parent(parent);
      case 'blockedBy':
        return sayBlockers(from as string[], to as string[]);
      case 'recurrence':
        if (to === null) return isCompleted ? DID.passedOn : DID.doesntRepeat;
        return DID.repeats(ruleInWords(text, dueDateOf(changes)));
      default:
        return [];
    }
  });
  return sentences.length > 0 ? list.format(sentences) : DID.changed;
}

function sayBlockers(from: string[], to: string[]): string[] {
  const added = to.filter((id) => !from.includes(id)).length;
  const removed = from.filter((id) => !to.includes(id)).length;
  return [added > 0 && DID.blockers(added), removed > 0 && DID.noBlockers(removed)].filter(
    (sentence) => sentence !== false,
  );
}

/** The due date that a change set with a rule, whose days follow it. */
function dueDateOf(changes: ActivityEntry['changes']): string | null {
  const due = changes['dueAt']?.to;
  return typeof due === 'string' ? due : null;
}
