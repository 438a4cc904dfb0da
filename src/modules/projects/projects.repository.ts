import { Injectable } from '@nestjs/common';
import { ChangeLog } from '../../change-log/change-log.js';
import { deletionOf } from '../../change-log/changed-values.js';
import type { LoggedChange } from '../../change-log/change-log-reader.js';
import { SubjectStates } from '../../change-log/subject-states.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';

export interface Project {
  id: string;
  /** Unique in the organization; case makes no difference. */
  name: string;
  description: string | null;
  /** Left out of lists, and closed to new tasks. */
  archived: boolean;
  /** Counts the changes of the project. */
  version: number;
  createdAt: Date;
  updatedAt: Date;
  /** How many tasks belong to it, without those in the trash. */
  taskCount: number;
}
export type ProjectValues = Pick<Project, 'name' | 'description' | 'archived'>;

/** A project as the log has it: tasks come and go without a change of it. */
export type ProjectState = Omit<Project, 'taskCount'>;

const OWN_COLUMNS = `id, name, description, archived, version, created_at AS "createdAt", updated_at AS "updatedAt"`;
const COLUMNS = `${OWN_COLUMNS},
  (SELECT count(*)::int FROM tasks WHERE project_id = projects.id) AS "taskCount"`;

@Injectable()
export class ProjectsRepository {
  constructor(
    private readonly tenant: TenantTransaction,
    private readonly changeLog: ChangeLog,
    private readonly states: SubjectStates,
  ) {}

  /** The projects as these changes left them, by the sequence of each; deleted ones as they were. */
  findStates(changes: LoggedChange[]): Promise<Map<number, ProjectState>> {
    return this.states.ofRows(changes, {
      table: 'projects',
      columns: OWN_COLUMNS,
      deletion: 'project.deleted',
      toState: toProject,
    });
  }

  async findById(id: string): Promise<Project | undefined> {
    const rows = await this.tenant.query<Project>(`SELECT ${COLUMNS} FROM projects WHERE id = $1`, [id]);
    return rows[0];
  }

  /** One page, by name, and how many there are in all. @param archived null for all */
  async findPage(archived: boolean | null, page: number, limit: number): Promise<[Project[], number]> {
    const where = 'archived = coalesce($1, archived)';
    const [rows, counts] = await Promise.all([
      this.tenant.query<Project>(
        `SELECT ${COLUMNS} FROM projects WHERE ${where} ORDER BY lower(name) LIMIT $2 OFFSET $3`,
        [archived, limit, (page - 1) * limit],
      ),
      this.tenant.query<{ total: number }>(`SELECT count(*)::int AS total FROM projects WHERE ${where}`, [
        archived,
      ]),
    ]);
    return [rows, counts[0]?.total ?? 0];
  }

  /** @param except the id of the project that may have the name */
  async isNameTaken(name: string, except: string | null): Promise<boolean> {
    const rows = await this.tenant.query(
      'SELECT FROM projects WHERE lower(name) = lower($1) AND id IS DISTINCT FROM $2::uuid',
      [name, except],
    );
    return rows.length > 0;
  }

  insert(id: string, { name, description }: Omit<ProjectValues, 'archived'>): Promise<Project> {
    return this.changeLog.record(
      { type: 'project.created', subjectId: id, changes: {} },
      (bind) => `
        INSERT INTO projects (id, name, description, created_at, updated_at)
        SELECT ${bind(id)}::uuid, ${bind(name)}, ${bind(description)}, change.at, change.at
        FROM change
        RETURNING ${COLUMNS}`,
      { counters: { projects: 1 } },
    );
  }

  /** Sets fields of a project, under an entry with their values before and after. */
  update(project: Project, values: Partial<ProjectValues>): Promise<Project> {
    const fields = Object.keys(values) as (keyof ProjectValues)[];
    const changes = Object.fromEntries(
      fields.map((field) => [field, { from: project[field], to: values[field] }]),
    );
    return this.changeLog.record(
      { type: 'project.updated', subjectId: project.id, changes },
      (bind) => `
        UPDATE projects
        SET ${fields.map((field) => `${field} = ${bind(values[field])}`).join(', ')},
            version = version + 1, updated_at = change.at
        FROM change WHERE id = ${bind(project.id)}::uuid
        RETURNING ${COLUMNS}`,
    );
  }

  /** No task may refer to it any more. */
  async delete({ taskCount: _taskCount, ...project }: Project): Promise<void> {
    await this.changeLog.record(
      { type: 'project.deleted', subjectId: project.id, changes: deletionOf(project) },
      (bind) => `DELETE FROM projects USING change WHERE id = ${bind(project.id)}::uuid RETURNING id`,
      { counters: { projects: -1 } },
    );
  }
}

function toProject(fields: Record<string, unknown>): ProjectState {
  const { createdAt, updatedAt, ...project } = fields as unknown as ProjectState;
  // A deletion from before projects could be archived says nothing of it.
  return {
    ...project,
    archived: project.archived ?? false,
    createdAt: new Date(createdAt),
    updatedAt: new Date(updatedAt),
  };
}
