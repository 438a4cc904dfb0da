import { createSecretKey, randomUUID } from 'node:crypto';
import Fastify from 'fastify';
import jwt from 'jsonwebtoken';
import pg from 'pg';

/**
 * The practical limit: the same work with nothing around it. Hand-written SQL, the same tenant
 * transaction in pipelined messages, the same token check, the same answers; no framework, no
 * validation, no activity entry, no log. With CACHE=on it keeps the pages of an organization until that changes.
 */

const { DATABASE_URL, ACCESS_KEY, PORT, POOL_SIZE, CACHE, FIRST_NUMBER } = process.env as Record<
  string,
  string
>;

const INT8 = 20;
const pool = new pg.Pool({
  connectionString: DATABASE_URL,
  max: Number(POOL_SIZE),
  types: {
    getTypeParser: (oid: number, format?: 'text' | 'binary') =>
      oid === INT8 ? Number : pg.types.getTypeParser(oid, format),
  } as pg.CustomTypesConfig,
  pipeline: true,
} as pg.PoolConfig);

const COLUMNS = `id, number, title, description, status, priority, assignee_id AS "assigneeId",
  creator_id AS "creatorId", project_id AS "projectId", parent_id AS "parentId", blocked_by AS "blockedBy", labels,
  due_at AS "dueAt", recurrence, completed_at AS "completedAt", version, created_at AS "createdAt", updated_at AS "updatedAt"`;

const SUBTASKS = `(SELECT json_build_object('total', count(*), 'completed', count(*) FILTER (WHERE status = 'COMPLETED'))
  FROM tasks WHERE parent_id = task.id)`;
const IS_BLOCKED = `task."blockedBy" <> '{}'
  AND EXISTS (SELECT FROM tasks WHERE id = ANY (task."blockedBy") AND status <> 'COMPLETED')`;

const KEY = createSecretKey(Buffer.from(ACCESS_KEY as string));

interface Claims {
  sub: string;
  org: string;
}

const authenticate = (header: string | undefined): Claims =>
  jwt.verify(header?.slice(7) ?? '', KEY, { algorithms: ['HS256'] }) as unknown as Claims;

async function inTenant(org: string, sql: string, parameters: unknown[]): Promise<pg.QueryResult> {
  const tenant = `tenant_${org.replaceAll('-', '')}`;
  const client = await pool.connect();
  try {
    const [, result] = await Promise.all([
      client.query(`BEGIN; SET LOCAL search_path TO ${tenant}; SET LOCAL ROLE ${tenant}`),
      client.query(sql, parameters),
      client.query('COMMIT'),
    ]);
    return result;
  } finally {
    client.release();
  }
}

const listWhere = (condition: string, page: string, found = `tasks WHERE ${condition}`): string => `
  SELECT page.*, matching.total
  FROM (SELECT count(*) AS total FROM tasks WHERE ${condition}) matching
  LEFT JOIN LATERAL (
    SELECT task.*, ${SUBTASKS} AS subtasks, ${IS_BLOCKED} AS "isBlocked"
    FROM (SELECT ${COLUMNS} FROM ${found} ORDER BY created_at DESC, number DESC ${page}) task
  ) page ON true`;

const FILTERED = listWhere(
  'created_at >= $1 AND status = $2::public.task_status AND labels && $3',
  'LIMIT 11',
);
const FOUND = 'created_at >= $1 AND search @@ $2::tsquery';
// Found first: the planner would hope to meet it soon in the order of the list.
const SEARCH = listWhere(FOUND, 'LIMIT 11', `(SELECT * FROM tasks WHERE ${FOUND} OFFSET 0) found`);

interface Page {
  page: number;
  limit: number;
}

async function list(
  org: string,
  sql: string,
  parameters: unknown[],
  { page, limit }: Page = { page: 1, limit: 10 },
): Promise<string> {
  const { rows } = (await inTenant(org, sql, parameters)) as { rows: Record<string, unknown>[] };
  const total = rows[0]?.['total'] ?? 0;
  const found = rows[0]?.['id'] ? rows : [];
  const data = found.slice(0, limit).map(({ total: _total, ...task }) => task);
  const last = found.length > limit ? data.at(-1) : undefined;
  const nextCursor = last
    ? Buffer.from(JSON.stringify(['-createdAt', last['createdAt'], last['number']])).toString('base64url')
    : null;
  return JSON.stringify({ data, page, limit, total, nextCursor });
}

/** A page of tasks, as `GET /tasks` of the product lists them. */
async function listPage(
  org: string,
  { page = '1', limit = '10', status, createdAfter }: Record<string, string>,
): Promise<string> {
  const parameters: unknown[] = [Number(limit) + 1, (Number(page) - 1) * Number(limit)];
  const conditions = ['true'];
  if (status) conditions.push(`status = $${parameters.push(status)}::public.task_status`);
  if (createdAfter) conditions.push(`created_at >= $${parameters.push(createdAfter)}`);
  const sql = listWhere(conditions.join(' AND '), 'LIMIT $1 OFFSET $2');
  return list(org, sql, parameters, { page: Number(page), limit: Number(limit) });
}

/** The pages of each organization by their URL, until it changes. */
const pages = new Map<string, Map<string, string>>();

async function cachedPage(org: string, url: string, query: Record<string, string>): Promise<string> {
  let cached = pages.get(org);
  if (!cached) pages.set(org, (cached = new Map()));
  let page = cached.get(url);
  if (page === undefined) cached.set(url, (page = await listPage(org, query)));
  return page;
}

/** Of its own: all servers create in the same organizations. */
let number = Number(FIRST_NUMBER);

const app = Fastify();

app.get('/tasks', async (request, reply) => {
  const { org } = authenticate(request.headers.authorization);
  const query = request.query as Record<string, string>;
  reply.header('content-type', 'application/json; charset=utf-8');
  return CACHE === 'on' ? cachedPage(org, request.url, query) : listPage(org, query);
});

app.get('/matching-tasks', async (request, reply) => {
  const { org } = authenticate(request.headers.authorization);
  const { createdAfter, q, status, label } = request.query as Record<string, string>;
  reply.header('content-type', 'application/json; charset=utf-8');
  if (q !== undefined) return list(org, SEARCH, [createdAfter, `${q}:*`]);
  return list(org, FILTERED, [createdAfter, status, [label]]);
});

app.post('/tasks', async (request, reply) => {
  const { org, sub } = authenticate(request.headers.authorization);
  const { title, priority } = request.body as { title: string; priority: string };
  const { rows } = await inTenant(
    org,
    `INSERT INTO tasks (id, number, title, status, priority, creator_id, created_at, updated_at)
     VALUES ($1, $2, $3, 'CREATED', $4::public.task_priority, $5, now(), now()) RETURNING ${COLUMNS}`,
    [randomUUID(), number++, title, priority, sub],
  );
  pages.delete(org);
  return reply.code(201).send(rows[0]);
});

await app.listen({ port: Number(PORT), host: '127.0.0.1' });
