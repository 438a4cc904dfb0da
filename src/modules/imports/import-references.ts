import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { hasAtMost } from '../../common/characters.js';
import { RequestContext } from '../../context/request-context.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { PlanLimitReached } from '../plans/plans.errors.js';
import { ProjectNameTaken } from '../projects/projects.errors.js';
import { ProjectsService } from '../projects/projects.service.js';
import type { BackdatedTask } from '../tasks/tasks.service.js';
import { OWN } from './import-mapping.js';
import type { ParsedRow, RowError } from './import-row.js';
import type { ImportEntity } from './import.entity.js';
import { namesOf } from './values/assignees.js';

export type UnknownOptions = Pick<ImportEntity, 'unknownProjects' | 'unknownPeople' | 'mapping'>;

export interface ImportedTask {
  row: ParsedRow;
  task: BackdatedTask;
}

export const isRowError = (row: ImportedTask | RowError): row is RowError => 'reason' in row;

type NamedId = { name: string; id: string };
type NamedProject = NamedId & { archived: boolean };

/** Resolves the projects and members that rows name. */
@Injectable()
export class ImportReferences {
  constructor(
    private readonly projects: ProjectsService,
    private readonly tenant: TenantTransaction,
    private readonly context: RequestContext,
  ) {}

  /**
   * Creates the projects that don't exist, each in a transaction of its own unless one is open. Projects beyond
   * the plan's limit aren't created.
   */
  async createProjects(rows: ParsedRow[]): Promise<void> {
    for (const name of await this.findMissingProjects(rows)) {
      try {
        await this.projects.create({ name });
      } catch (error) {
        if (error instanceof PlanLimitReached) return;
        // A concurrent request created it, or an earlier row names it in another case.
        if (!(error instanceof ProjectNameTaken)) throw error;
      }
    }
  }

  /** How many projects rows name that don't exist. */
  async countMissingProjects(rows: ParsedRow[]): Promise<number> {
    const names = await this.findMissingProjects(rows);
    return new Set(names.map((name) => name.toLowerCase())).size;
  }

  /**
   * The task or the error of each row, in order. The sequencer has to be locked, so that what is found doesn't change.
   * @param known the tasks of the rows that have one: it stays in its project, archived or not
   */
  async resolve(
    rows: ParsedRow[],
    options: UnknownOptions,
    known: ReadonlyMap<ParsedRow, { projectId: string | null }> = new Map(),
  ): Promise<(ImportedTask | RowError)[]> {
    const projects = await this.findProjects(projectsIn(rows));
    const asked = new Set(rows.flatMap(({ assignees }) => assignees.flat().flatMap(namesOf)));
    const members = await this.findMembers([...asked]);
    const creatorId = this.context.user.userId;
    const isForeign = options.mapping.source !== OWN;
    return rows.map((row) => {
      const { line, cells, values } = row;
      const { project, description = null, status = 'CREATED', priority = 'NONE' } = values;
      const { title, labels = [], dueAt = null } = values;
      const found = project ? projects.get(project) : undefined;
      const isAllowed = found && (!found.archived || found.id === known.get(row)?.projectId);
      const projectId = isAllowed ? found.id : null;
      if (project && !projectId && options.unknownProjects !== 'skip') {
        const reason = found ? 'project is archived' : reasonOf(options);
        return { line, cells, field: 'project', value: project, reason };
      }
      const { assigneeId, others } = assigneeOf(row, members);
      if (assigneeId === undefined && options.unknownPeople === 'refuse') {
        const reason = 'assignee is no member of the organization';
        return {
          line,
          cells,
          field: 'assignee',
          value: others.join(', '),
          reason,
          proposal: 'unknownPeople=skip',
        };
      }
      const notes = [
        ...(project && !projectId ? [`Project: ${project}`] : []),
        ...(others.length > 0 ? [`${assigneeId ? 'Also assigned' : 'Assignee'}: ${others.join(', ')}`] : []),
      ];
      const task = {
        id: uuidv7(),
        title,
        description: isForeign ? withNotes(description, notes) : description,
        status,
        priority,
        labels,
        dueAt,
        creatorId,
        projectId,
        assigneeId: assigneeId ?? null,
        createdAt: values.createdAt ?? undefined,
        completedAt: values.completedAt ?? undefined,
      };
      return { row, task };
    });
  }

  private async findMissingProjects(rows: ParsedRow[]): Promise<string[]> {
    const names = projectsIn(rows);
    const existing = await this.tenant.run(() => this.findProjects(names));
    return names.filter((one) => !existing.has(one));
  }

  private async findProjects(names: string[]): Promise<Map<string, NamedProject>> {
    const rows = await this.find<NamedProject>(
      names,
      `SELECT asked.name, projects.id, archived
       FROM asked JOIN projects ON lower(projects.name) = lower(asked.name)`,
    );
    return new Map(rows.map((row) => [row.name, row]));
  }

  /**
   * By e-mail address, user name, the id that an export writes for a user without an address, or a name that only one
   * member has.
   */
  private async findMembers(names: string[]): Promise<Map<string, string>> {
    const rows = await this.find<NamedId>(
      names,
      `SELECT asked.name, members.id FROM asked JOIN members ON lower(members.email) = lower(asked.name)
       UNION ALL
       SELECT asked.name, members.id FROM asked JOIN members ON lower(members.username) = lower(asked.name)
       UNION ALL
       SELECT asked.name, members.id FROM asked JOIN members ON members.id::text = lower(asked.name)
       UNION ALL
       SELECT asked.name, min(members.id::text)::uuid FROM asked JOIN members ON lower(members.name) = lower(asked.name)
       GROUP BY asked.name HAVING count(*) = 1`,
    );
    // What comes first is more certain.
    return new Map(rows.toReversed().map(({ name, id }) => [name, id]));
  }

  private find<Row>(names: string[], sql: string): Promise<Row[]> {
    if (names.length === 0) return Promise.resolve([]);
    return this.tenant.query<Row>(`WITH asked AS (SELECT unnest($1::text[]) AS name) ${sql}`, [names]);
  }
}

const projectsIn = (rows: ParsedRow[]): string[] => [
  ...new Set(rows.flatMap(({ values }) => values.project ?? [])),
];

/** The assignee of a row: null without one, undefined when no member is meant; and who else is named. */
function assigneeOf(
  { assignees }: ParsedRow,
  members: ReadonlyMap<string, string>,
): { assigneeId: string | null | undefined; others: string[] } {
  if (assignees.length === 0) return { assigneeId: null, others: [] };
  for (const column of assignees)
    for (const assignee of column) {
      const name = namesOf(assignee).find((one) => members.has(one));
      if (name)
        return { assigneeId: members.get(name), others: column.filter((other) => other !== assignee) };
    }
  return { assigneeId: undefined, others: [...new Set(assignees.flat())] };
}

const MAX_DESCRIPTION = 20_000;

/** The description with lines below it, as far as there is room for them. */
function withNotes(description: string | null, notes: string[]): string | null {
  if (notes.length === 0) return description;
  const text = [description, notes.join('\n')].filter((part) => part).join('\n\n');
  return hasAtMost(text, MAX_DESCRIPTION) ? text : description;
}

/** Where projects are created, one is missing only because there was no room for it. */
const reasonOf = ({ unknownProjects }: UnknownOptions): string =>
  unknownProjects === 'create'
    ? 'plan-limit-reached: the plan has no room for another project'
    : 'project is none of the organization';
