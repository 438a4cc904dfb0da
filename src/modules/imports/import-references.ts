import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { RequestContext } from '../../context/request-context.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { PlanLimitReached } from '../plans/plans.errors.js';
import { ProjectNameTaken } from '../projects/projects.errors.js';
import { ProjectsService } from '../projects/projects.service.js';
import type { BackdatedTask } from '../tasks/tasks.service.js';
import type { ParsedRow, RowError } from './import-row.js';
import type { ImportEntity } from './import.entity.js';

export type UnknownOptions = Pick<ImportEntity, 'unknownProjects' | 'unknownPeople'>;

export interface ImportedTask {
  line: number;
  task: BackdatedTask;
}

export const isRowError = (row: ImportedTask | RowError): row is RowError => 'reason' in row;

type NamedId = { name: string; id: string };

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

  /** The task or the error of each row, in order. The sequencer has to be locked, so that what is found doesn't change. */
  async resolve(rows: ParsedRow[], options: UnknownOptions): Promise<(ImportedTask | RowError)[]> {
    const projects = await this.findProjects(namesIn(rows, 'project'));
    const members = await this.findMembers(namesIn(rows, 'assignee'));
    const creatorId = this.context.user.userId;
    return rows.map(({ line, values }) => {
      const { project, assignee, description = null, status = 'CREATED', priority = 'NONE' } = values;
      const { title, labels = [], dueAt = null } = values;
      const projectId = project ? projects.get(project) : null;
      const assigneeId = assignee ? members.get(assignee) : null;
      if (projectId === undefined && options.unknownProjects !== 'skip')
        return { line, field: 'project', reason: reasonOf(options) };
      if (assigneeId === undefined && options.unknownPeople === 'refuse')
        return { line, field: 'assignee', reason: 'assignee is no member of the organization' };
      const task = {
        id: uuidv7(),
        title,
        description,
        status,
        priority,
        labels,
        dueAt,
        creatorId,
        projectId: projectId ?? null,
        assigneeId: assigneeId ?? null,
        createdAt: values.createdAt ?? undefined,
        completedAt: values.completedAt ?? undefined,
      };
      return { line, task };
    });
  }

  private async findMissingProjects(rows: ParsedRow[]): Promise<string[]> {
    const names = namesIn(rows, 'project');
    const existing = await this.tenant.run(() => this.findProjects(names));
    return names.filter((one) => !existing.has(one));
  }

  private findProjects(names: string[]): Promise<Map<string, string>> {
    return this.find(
      names,
      `SELECT asked.name, projects.id FROM asked JOIN projects ON lower(projects.name) = lower(asked.name)`,
    );
  }

  /** By e-mail address, user name, or the id that an export writes for a user without an address. */
  private findMembers(names: string[]): Promise<Map<string, string>> {
    return this.find(
      names,
      `SELECT asked.name, members.id FROM asked JOIN members ON lower(members.email) = lower(asked.name)
       UNION ALL
       SELECT asked.name, members.id FROM asked JOIN members ON lower(members.username) = lower(asked.name)
       UNION ALL
       SELECT asked.name, members.id FROM asked JOIN members ON members.id::text = lower(asked.name)`,
    );
  }

  private async find(names: string[], sql: string): Promise<Map<string, string>> {
    if (names.length === 0) return new Map();
    const rows = await this.tenant.query<NamedId>(
      `WITH asked AS (SELECT unnest($1::text[]) AS name) ${sql}`,
      [names],
    );
    return new Map(rows.map(({ name, id }) => [name, id]));
  }
}

function namesIn(rows: ParsedRow[], field: 'project' | 'assignee'): string[] {
  const names = rows.flatMap(({ values }) => values[field] ?? []);
  return [...new Set(names)];
}

/** Where projects are created, one is missing only because there was no room for it. */
const reasonOf = ({ unknownProjects }: UnknownOptions): string =>
  unknownProjects === 'create'
    ? 'plan-limit-reached: the plan has no room for another project'
    : 'project is none of the organization';
