import { Injectable } from '@nestjs/common';
import { Problem } from '../../common/problem.js';
import { differencesOf } from '../../http/entity-tag.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { ReadTransaction } from '../../tenancy/tenant-transaction.decorators.js';
import type { Task } from '../tasks/task.js';
import { stepsTo } from '../tasks/task-status.js';
import { TasksService } from '../tasks/tasks.service.js';
import type { ImportMapping } from './import-mapping.js';
import { type ImportedTask, ImportReferences, isRowError } from './import-references.js';
import type { ParsedRow, RowError } from './import-row.js';
import { ImportsRepository } from './imports.repository.js';
import type { ColumnField } from './sources/source.js';
import { sourceOf } from './sources/sources.js';

const FIELDS = [
  'title',
  'description',
  'status',
  'priority',
  'projectId',
  'assigneeId',
  'labels',
  'dueAt',
] as const;

/** What is known of a task that came from a source before. */
export type KnownTask = Pick<Task, 'id' | 'number' | (typeof FIELDS)[number]>;

/** What a file says differently of a task. */
export type TaskDifferences = Partial<Pick<Task, (typeof FIELDS)[number]>>;

/** The columns that say a field: without one of them, a file says nothing about it. */
const SAID_BY: Record<(typeof FIELDS)[number], ColumnField[]> = {
  title: ['title'],
  description: ['description', 'note'],
  status: ['status', 'section', 'completed', 'archived', 'completedAt'],
  priority: ['priority'],
  projectId: ['project'],
  assigneeId: ['assignee'],
  labels: ['labels'],
  dueAt: ['dueAt'],
};

/** The tasks that came from a source before, and what its file says differently of them. */
@Injectable()
export class KnownTasks {
  constructor(
    private readonly imports: ImportsRepository,
    private readonly tenant: TenantTransaction,
    private readonly references: ImportReferences,
    private readonly tasks: TasksService,
  ) {}

  /** The rows whose task hasn't come from the source yet, and the others; of rows with one id, only the first counts. */
  async separate(
    source: string,
    rows: ParsedRow[],
  ): Promise<{ unknown: ParsedRow[]; known: Map<ParsedRow, KnownTask> }> {
    const ids = new Set(rows.flatMap(({ sourceId }) => sourceId ?? []));
    if (ids.size === 0) return { unknown: rows, known: new Map() };
    const found = await this.imports.findKnown(source, [...ids]);
    const unknown: ParsedRow[] = [];
    const known = new Map<ParsedRow, KnownTask>();
    for (const row of rows) {
      if (row.sourceId && !ids.delete(row.sourceId)) continue;
      const task = row.sourceId ? found.get(row.sourceId) : undefined;
      if (task) known.set(row, task);
      else unknown.push(row);
    }
    return { unknown, known };
  }

  /** What an update would change of each known task, for those rows. */
  @ReadTransaction()
  async compare(
    mapping: ImportMapping,
    rows: ParsedRow[],
  ): Promise<Map<ParsedRow, { id: string; number: number; changes: string[] }>> {
    const { known } = await this.separate(mapping.source, rows);
    const options = { mapping, unknownProjects: 'skip', unknownPeople: 'skip' } as const;
    const resolved = await this.references.resolve([...known.keys()], options);
    return new Map(
      resolved.flatMap((one) => {
        if (isRowError(one)) return [];
        const task = known.get(one.row) as KnownTask;
        const changes = Object.keys(differencesIn(task, one, mapping));
        return [[one.row, { id: task.id, number: task.number, changes }] as const];
      }),
    );
  }

  /**
   * Changes what the file says differently of a task, each as a change of its own, in the open transaction.
   * @param isDryRun whether nothing is changed
   * @returns whether there is a difference, or why it can't be
   */
  async update(
    known: KnownTask,
    imported: ImportedTask,
    mapping: ImportMapping,
    isDryRun: boolean,
  ): Promise<boolean | RowError> {
    const { status, ...fields } = differencesIn(known, imported, mapping);
    const hasFields = Object.keys(fields).length > 0;
    if (isDryRun || (!hasFields && !status)) return hasFields || status !== undefined;
    try {
      // What was done before a step that is refused is undone.
      await this.tenant.attempt(async () => {
        if (hasFields) await this.tasks.update(known.id, fields, undefined);
        for (const step of status ? stepsTo(known.status, status) : [])
          await this.tasks.update(known.id, { status: step }, undefined);
      });
      return true;
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      const { line, cells } = imported.row;
      return { line, cells, field: null, reason: `${error.code}: ${error.message}` };
    }
  }
}

/** The fields of which a file says something else. A status behind the task's own says nothing: tasks go forward. */
function differencesIn(
  known: KnownTask,
  { task, row }: ImportedTask,
  mapping: ImportMapping,
): TaskDifferences {
  const columns = new Set(mapping.columns.map(({ field }) => field));
  const says = (field: (typeof FIELDS)[number]): boolean =>
    SAID_BY[field].some((column) => columns.has(column));
  const isUnresolved = {
    projectId: row.values.project && !task.projectId,
    assigneeId: row.assignees.length > 0 && !task.assigneeId,
  };
  const said = FIELDS.filter((field) => {
    if (field === 'status')
      return says(field) && task.status !== undefined && stepsTo(known.status, task.status).length > 0;
    if (field === 'labels') return !isSameSet(known.labels, task.labels) && saysLabels(says(field), mapping);
    return says(field) && !isUnresolved[field as keyof typeof isUnresolved];
  });
  return differencesOf(known, Object.fromEntries(said.map((field) => [field, task[field]])));
}

/** Todoist's labels stand in the title. */
const saysLabels = (hasColumn: boolean, { source }: ImportMapping): boolean =>
  hasColumn || sourceOf(source).rows === 'todoist';

const isSameSet = (one: string[], other: string[]): boolean =>
  one.length === other.length && one.every((label) => other.includes(label));
