import { Injectable } from '@nestjs/common';
import { type Bind } from '../../change-log/sequencer.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { EVERYTHING, type TaskFilter, whereFilter } from './task-filter.js';
import { rank } from './task-search.js';
import { after, cursorAt, DUE, type ListedTask, orderBy, type Position, type TaskSort } from './task-sort.js';
import type { Task } from './task.js';
import { COLUMNS } from './tasks.repository.js';

export interface TaskListQuery {
  filter: TaskFilter;
  sort: TaskSort;
  limit: number;
}

/** A task as lists read it: how many match in all stands in each row. */
type ListedRow = ListedTask & { total?: number };

/** How many tasks match in all; where it is capped, at least so many. */
export interface Total {
  total: number;
  totalIsCapped?: true;
}

/** Tasks of a list, and the cursor of what follows them. */
export interface FoundTasks {
  data: Task[];
  nextCursor: string | null;
}

@Injectable()
export class TaskListsRepository {
  /** What a filter lets through is counted up to here, so that no total costs more in a larger organization. */
  private readonly mostCounted: number = 20_000;

  constructor(private readonly tenant: TenantTransaction) {}

  /** One page by number, and how many tasks match in all, as one statement. */
  async findPage(query: TaskListQuery, page: number): Promise<FoundTasks & Total> {
    const { parameters, bind } = parametersOf();
    const where = whereFilter(query.filter, bind);
    const isFiltered = where !== EVERYTHING;
    // Without a filter the sequencer has the count.
    const total = isFiltered ? this.count(where) : 'SELECT tasks AS total FROM sequencer';
    const rows = await this.tenant.query<ListedRow>(
      `SELECT page.*, matching.total FROM (${total}) matching
       LEFT JOIN LATERAL (${this.page(query, bind, { offset: (page - 1) * query.limit })}) page ON true`,
      parameters,
    );
    const found = rows.filter(({ id }) => id !== null);
    return { ...cut(found, query), ...this.totalOf(rows[0]?.total ?? 0, isFiltered) };
  }

  /** The tasks that follow a position. */
  async findAfter(query: TaskListQuery, position: Position): Promise<FoundTasks> {
    const { parameters, bind } = parametersOf();
    const page = this.page(query, bind, { condition: after(query.sort, position, bind) });
    const statement = isSearch(query)
      ? `SELECT page.* FROM (${this.count(whereFilter(query.filter, bind))}) matching
         CROSS JOIN LATERAL (${page}) page`
      : page;
    return cut(await this.tenant.query<ListedRow>(statement, parameters), query);
  }

  /** How many of the tasks that match should be done by now and aren't. */
  async countOverdue(filter: TaskFilter): Promise<number> {
    const { parameters, bind } = parametersOf();
    const rows = await this.tenant.query<{ overdue: number }>(
      `SELECT count(*)::int AS overdue FROM tasks
       WHERE ${whereFilter(filter, bind)} AND status <> 'COMPLETED' AND ${DUE} < now()`,
      parameters,
    );
    return rows[0]?.overdue ?? 0;
  }

  private count(where: string): string {
    const counted = `SELECT FROM tasks WHERE ${where} LIMIT ${this.mostCounted + 1}`;
    return `SELECT count(*) AS total FROM (${counted}) counted`;
  }

  private totalOf(counted: number, isFiltered: boolean): Total {
    if (!isFiltered || counted <= this.mostCounted) return { total: counted };
    return { total: this.mostCounted, totalIsCapped: true };
  }

  /**
   * A page of the tasks that match. What is searched for is found first and then sorted where `matching.total`
   * is small, and met in the order of the list where it is large: how many have a word, the planner doesn't know.
   */
  private page(
    query: TaskListQuery,
    bind: Bind,
    { condition = 'true', offset = 0 }: { condition?: string; offset?: number },
  ): string {
    const { filter, sort, limit } = query;
    const where = whereFilter(filter, bind);
    const sorted = (tasks: string, when = 'true'): string =>
      `SELECT ${columnsOf(query)} FROM ${tasks} tasks WHERE ${condition} AND ${when}
       ORDER BY ${orderBy(sort)} LIMIT ${limit + 1} OFFSET ${offset}`;
    const relevance = sort === 'relevance' ? `, ${rank(filter.q ?? '', bind)} AS relevance` : '';
    const found = `(SELECT *${relevance} FROM tasks WHERE ${where} OFFSET 0)`;
    if (isSearch(query)) {
      const met = `(SELECT * FROM tasks WHERE (${where}) IS TRUE)`;
      return `(${sorted(found, `matching.total <= ${this.mostCounted}`)})
              UNION ALL (${sorted(met, `matching.total > ${this.mostCounted}`)})`;
    }
    return sorted(filter.q === undefined ? `(SELECT * FROM tasks WHERE ${where})` : found);
  }
}

const columnsOf = ({ sort }: TaskListQuery): string =>
  sort === 'relevance' ? `${COLUMNS}, relevance` : COLUMNS;

/** Whether words are searched for, and the best match isn't what comes first. */
const isSearch = ({ filter, sort }: TaskListQuery): boolean => filter.q !== undefined && sort !== 'relevance';

/** Lists are read with one task too many: it says that there is more. */
function cut(found: ListedRow[], { sort, limit }: TaskListQuery): FoundTasks {
  const last = found.length > limit ? found[limit - 1] : undefined;
  return {
    data: found.slice(0, limit).map(({ relevance: _relevance, total: _total, ...task }) => task),
    nextCursor: last ? cursorAt(sort, last) : null,
  };
}

function parametersOf(): { parameters: unknown[]; bind: Bind } {
  const parameters: unknown[] = [];
  return { parameters, bind: (value) => `$${parameters.push(value)}` };
}
