import { ValidationFailed } from '../../common/problem.js';
import { MAX_LABELS } from './dto/task.dto.js';

/** The labels of a task after some are added and some, also of those, are taken off. @throws ValidationFailed when they become too many */
export function changedLabels(labels: string[], added: string[] = [], removed: string[] = []): string[] {
  const changed = [...new Set([...labels, ...added])].filter((label) => !removed.includes(label));
  if (changed.length > MAX_LABELS)
    throw ValidationFailed.of('addLabels', `addLabels must leave the task with at most ${MAX_LABELS} labels`);
  return changed;
}
