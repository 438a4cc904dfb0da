import type { OpenAPIObject } from '@nestjs/swagger';
import type { TestOrganization } from './api.ts';
import {
  callersReminder,
  cancelledExport,
  cancelledImport,
  delivery,
  domain,
  domainOfOrganization,
  externalSource,
  newCalendarLink,
  newToken,
  organizationItself,
  ownersComment,
  ownersFile,
  ownersTask,
  pendingInvitation,
  project,
  sharedView,
  type Target,
} from './targets.ts';

type CreateSample = (acme: TestOrganization) => Promise<Target> | Target;

/** How a resource is created for the placeholders of the paths that begin with this one. */
const SAMPLES: [path: string, create: CreateSample][] = [
  ['/tasks/{id}', ownersTask],
  ['/comments/{id}', ownersComment],
  ['/attachments/{id}', ownersFile],
  ['/projects/{id}', project],
  ['/views/{id}', (acme) => sharedView(acme)],
  ['/exports/{id}', cancelledExport],
  ['/imports/{id}', cancelledImport],
  ['/webhooks/{id}', delivery],
  ['/admin/organizations/{id}/domains/{domainId}', (acme) => domainOfOrganization(acme)],
  ['/admin/organizations/{id}', organizationItself],
  ['/organizations/{id}', organizationItself],
  ['/organizations/current/external-source', externalSource],
  ['/organizations/current/domains/{id}', (acme) => domain(acme)],
  ['/organizations/current/invitations/{id}', pendingInvitation],
  ['/reminders/{id}', (acme) => callersReminder(acme, acme.owner)],
  ['/calendar-links/{id}', ({ owner }) => newCalendarLink(owner)],
  ['/auth/tokens/{id}', ({ owner }) => newToken(owner)],
];

/** One of each resource that can be read. Two organizations with these differ only in ids, names and timestamps. */
export async function createSamples(acme: TestOrganization): Promise<Map<string, Target>> {
  const { owner, member } = acme;
  const samples = new Map<string, Target>();
  for (const [path, make] of SAMPLES) samples.set(path, await make(acme));
  await owner.patch('/tasks/1', { labels: ['one'], assigneeId: member.userId }).expect(200);
  await owner.post('/tasks', { title: 'Mine', assigneeId: owner.userId }).expect(201);
  await owner.delete(`/tasks/${(await ownersTask(acme)).params?.['id']}`).expect(204);
  await newToken(member);
  return samples;
}

/** Every GET of the OpenAPI document with its URL in an organization. */
export function readsOf(
  document: OpenAPIObject,
  samples: Map<string, Target>,
): [route: string, url: string][] {
  const routes = Object.entries(document.paths).filter(([, { get }]) => get);
  return routes.map(([route]) => {
    const kind = SAMPLES.find(([path]) => route.startsWith(path))?.[0] ?? '';
    const { params = {} } = samples.get(kind) ?? {};
    const url = route.replace(/\{(\w+)\}/g, (_, name: string) => {
      if (params[name] === undefined) throw new Error(`SAMPLES has nothing for {${name}} of ${route} yet`);
      return params[name];
    });
    return [route, url];
  });
}
