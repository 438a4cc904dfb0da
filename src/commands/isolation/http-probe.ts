import type { Client } from 'pg';
import type { Config } from '../../config/config.js';
import type { Role } from '../../context/principal.js';
import { RequestContext } from '../../context/request-context.js';
import { sessionConfig, withClient } from '../../database/connection.js';
import { SessionsService } from '../../modules/auth/sessions/sessions.service.js';
import { type ProbeOutcome, type Probe, probe, type Target } from './isolation-probe.js';
import { ownerUrl } from '../../tenancy/migration/owner-connection.js';
import { tenantName } from '../../tenancy/tenant-name.js';
import type { CommandContext } from '../command.js';

/** How many rows of each kind of each organization are asked for. */
const IDS_PER_TABLE = 2;

type Application = Awaited<ReturnType<CommandContext['application']>>;

/**
 * Asks a running server, as a member of each organization, for what belongs to others, whose ids are
 * read with the owner's rights. The session that this takes ends with it.
 * @param url of the server, which signs and checks tokens with the same JWT_SECRET
 * @throws OperatorError without DATABASE_ADMIN_URL
 */
export async function probeHttp(
  url: string,
  config: Config,
  { get }: Application,
  targets: Target[],
): Promise<Probe> {
  return withClient(sessionConfig(ownerUrl(config), 'verify'), (owner) =>
    probe('read what another organization has by its ids over HTTP', targets, (target) =>
      get(RequestContext).run({}, () => askAsMember(url, owner, get(SessionsService), target)),
    ),
  );
}

async function askAsMember(
  url: string,
  owner: Client,
  sessions: SessionsService,
  { id, others }: Target,
): Promise<ProbeOutcome[]> {
  const { rows } = await owner.query<{ userId: string; role: Role }>(
    `SELECT m.user_id AS "userId", m.role FROM public.memberships m
     JOIN public.users u ON u.id = m.user_id AND u.is_active
     JOIN public.organizations o ON o.id = m.organization_id AND o.status = 'ACTIVE'
     WHERE m.organization_id = $1 ORDER BY m.joined_at LIMIT 1`,
    [id],
  );
  const member = rows[0];
  if (!member) return [];
  const client = { ip: '127.0.0.1', userAgent: 'verify-isolation' };
  const session = await sessions.open(member.userId, id, client, ['pwd']);
  const { accessToken } = sessions.signTokens(
    { ...member, organizationId: id, sessionId: session.id },
    session,
  );
  const ask = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(new URL(path, url), { headers: { authorization: `Bearer ${accessToken}`, ...headers } });
  try {
    const me = await ask('/auth/me');
    const answer = (await me.json()) as { organization?: { id: string } };
    // Otherwise every 404 would say nothing.
    if (answer.organization?.id !== id) return [`${url} does not take ${id} for itself: ${me.status}`];
    const outcomes: ProbeOutcome[] = [];
    for (const other of others) {
      for (const path of await pathsOf(owner, other)) {
        const { status } = await ask(path);
        outcomes.push(status === 404 ? undefined : `${id} got ${status} for ${path} of ${other}`);
      }
      const { status } = await ask('/tasks', { 'x-tenant-id': other });
      outcomes.push(status === 403 ? undefined : `${id} got ${status} for /tasks as ${other}`);
    }
    return outcomes;
  } finally {
    await sessions.end(session.id);
  }
}

async function pathsOf(owner: Client, organizationId: string): Promise<string[]> {
  const newest = async (table: string): Promise<string[]> => {
    const { rows } = await owner.query<{ id: string }>(
      `SELECT id FROM ${tenantName(organizationId)}.${table} ORDER BY created_at DESC LIMIT ${IDS_PER_TABLE}`,
    );
    return rows.map(({ id }) => id);
  };
  const tasks = await newest('tasks');
  const projects = await newest('projects');
  const comments = await newest('comments');
  const attachments = await newest('attachments');
  const exports = await newest('exports');
  return [
    ...tasks.flatMap((id) => [`/tasks/${id}`, `/tasks/${id}/activity`]),
    ...projects.flatMap((id) => [`/projects/${id}`, `/projects/${id}/tasks`]),
    ...comments.map((id) => `/comments/${id}`),
    ...attachments.flatMap((id) => [`/attachments/${id}`, `/attachments/${id}/download`]),
    ...exports.flatMap((id) => [`/exports/${id}`, `/exports/${id}/download`]),
  ];
}
