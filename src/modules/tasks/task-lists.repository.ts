import { Injectable } from '@nestjs/common';
import { type Bind } from '../../change-log/sequencer.js';
import type { InJson } from '../../database/type-parsers.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { EVERYTHING, type TaskFilter, whereFilter } from './task-filter.js';
import { matches, matchesMet, matchesRead, matchingComments, rank } from './task-search.js';
import { after, cursorAt, DUE, type ListedTask, orderBy, type Position, type TaskSort } from './task-sort.js';
import type { Task } from './task.js';
import { COLUMNS, derivedColumns } from './tasks.repository.js';

export interface TaskListQuery {
  filter: TaskFilter;
  sort: TaskSort;
  limit: number;
}

/** A task as lists read it: how many match in all stands in each row, and whether they are too many to be counted. */
type ListedRow = ListedTask & { total?: number; many?: boolean };

/** How many tasks match in all; where it is capped, at least so many. */
export interface Total {
  total: number;
  totalIsCapped?: true;
}

/** Tasks of a list, and the cursor of what follows them. */
export interface FoundTasks {
  data: InJson<Task>[];
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
    const isFiltered = whereFilter(query.filter, () => '') !== EVERYTHING;
    // Without a filter the sequencer has the count.
    const total = isFiltered
      ? this.count(query, bind)
      : 'SELECT tasks AS total, false AS many FROM sequencer';
    const rows = await this.tenant.queryInJson<ListedRow>(
      `${this.reading(query, bind)} SELECT page.*, ${derivedColumns('page')}, matching.total, matching.many
       FROM (${total}) matching
       LEFT JOIN LATERAL (${this.page(query, bind, { offset: (page - 1) * query.limit })}) page ON true`,
      parameters,
    );
    const found = rows.filter(({ id }) => id !== null);
    return { ...cut(found, query), ...this.totalOf(rows[0]) };
  }

  /** The tasks that follow a position. */
  async findAfter(query: TaskListQuery, position: Position): Promise<FoundTasks> {
    const { parameters, bind } = parametersOf();
    const page = this.page(query, bind, { condition: after(query.sort, position, bind) });
    const statement = isSearch(query)
      ? `${this.reading(query, bind)} SELECT page.*, ${derivedColumns('page')} FROM (${this.count(query, bind)}) matching
         CROSS JOIN LATERAL (${page}) page`
      : `SELECT page.*, ${derivedColumns('page')} FROM (${page}) page`;
    return cut(await this.tenant.queryInJson<ListedRow>(statement, parameters), query);
  }

  /** The tasks that match and are due at a moment or later, the earliest first. */
  findDue(filter: TaskFilter, since: Date, limit: number): Promise<Task[]> {
    const { parameters, bind } = parametersOf();
    return this.tenant.query<Task>(
      `SELECT task.*, ${derivedColumns('task')} FROM (
         SELECT ${COLUMNS} FROM tasks
         WHERE ${whereFilter(filter, bind)} AND ${DUE} >= ${bind(since)}::timestamptz AND ${DUE} < 'infinity'
         ORDER BY ${DUE}, number LIMIT ${limit}) task`,
      parameters,
    );
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

  /** How many match in all, as far as they are counted, and whether that is too many to be found before they are sorted. */
  private count(query: TaskListQuery, bind: Bind): string {
    const where = whereFilter(query.filter, bind, isSearch(query) ? matchesRead : matches);
    const counted = `SELECT FROM tasks WHERE ${where} LIMIT ${this.mostCounted + 1}`;
    const said = isSearch(query) ? `OR (SELECT count(*) > ${this.mostCounted} FROM said)` : '';
    return `SELECT count(*) AS total, count(*) > ${this.mostCounted} ${said} AS many FROM (${counted}) counted`;
  }

  /** Comments are read once for the count and for the page. */
  private reading(query: TaskListQuery, bind: Bind): string {
    return isSearch(query)
      ? `WITH ${matchingComments(query.filter.q ?? '', bind, this.mostCounted + 1)}`
      : '';
  }

  private totalOf({ total = 0, many = false }: ListedRow = {} as ListedRow): Total {
    return many ? { total: Math.min(total, this.mostCounted), totalIsCapped: true } : { total };
  }

  /**
   * A page of the tasks that match. What is searched for is found first and then sorted unless `matching.many`, and
   * otherwise met in the order of the list: how many have a word, the planner doesn't know.
   */
  private page(
    query: TaskListQuery,
    bind: Bind,
    { condition = 'true', offset = 0 }: { condition?: string; offset?: number },
  ): string {
    const { filter, sort, limit } = query;
    const cutOut = `LIMIT ${bind(limit + 1)}::bigint OFFSET ${bind(offset)}::bigint`;
    const sorted = (tasks: string, when = 'true'): string =>
      `SELECT * FROM (SELECT ${columnsOf(query)} FROM ${tasks} tasks WHERE ${condition} AND ${when}
       ORDER BY ${orderBy(sort)} LIMIT ${plannedRows(offset + limit + 1)}) sorted ${cutOut}`;
    if (isSearch(query)) {
      const found = `(SELECT * FROM tasks WHERE ${whereFilter(filter, bind, matchesRead)} OFFSET 0)`;
      const met = `(SELECT * FROM tasks WHERE (${whereFilter(filter, bind, matchesMet)}) IS TRUE)`;
      return `(${sorted(found, 'NOT matching.many')}) UNION ALL (${sorted(met, 'matching.many')})`;
    }
    const where = whereFilter(filter, bind);
    if (filter.q === undefined) return sorted(`(SELECT * FROM tasks WHERE ${where})`);
    const relevance = `${rank(filter.q, bind)} AS relevance`;
    return sorted(`(SELECT *, ${relevance} FROM tasks WHERE ${where} OFFSET 0)`);
  }
}

const columnsOf = ({ sort }: TaskListQuery): string =>
  sort === 'relevance' ? `${COLUMNS}, relevance` : COLUMNS;

/** Whether words are searched for, and the best match isn't what comes first. */
const isSearch = ({ filter, sort }: TaskListQuery): boolean => filter.q !== undefined && sort !== 'relevance';

/**
 * How many rows a statement is planned for. Pages of any number and size share a few statements, whose plans PostgreSQL
 * keeps; without a number in the text it plans for a tenth of all rows, and sorts where an index would do.
 */
function plannedRows(rows: number): number {
  return 4 ** Math.ceil(Math.log2(Math.max(rows, 64)) / 2);
}

/** Lists are read with one task too many: it says that there is more. */
function cut(found: ListedRow[], { sort, limit }: TaskListQuery): FoundTasks {
  const last = found.length > limit ? found[limit - 1] : undefined;
  return {
    data: found.slice(0, limit).map(({ relevance: _relevance, total: _total, many: _many, ...task }) => task),
    nextCursor: last ? cursorAt(sort, last) : null,
  };
}

function parametersOf(): { parameters: unknown[]; bind: Bind } {
  const parameters: unknown[] = [];
  return { parameters, bind: (value) => `$${parameters.push(value)}` };
}
