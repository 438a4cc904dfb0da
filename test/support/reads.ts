import type { OpenAPIObject } from '@nestjs/swagger';
import type { TestOrganization } from './api.ts';
import {
  cancelledExport,
  cancelledImport,
  delivery,
  domain,
  invitation,
  newToken,
  organizationItself,
  ownersComment,
  ownersFile,
  ownersTask,
  project,
  type Target,
} from './targets.ts';

type Things = (acme: TestOrganization) => Promise<Target> | Target;

/** What the placeholders of each path stand for: the first one that begins a path. */
const THINGS: [path: string, things: Things][] = [
  ['/tasks/{id}', ownersTask],
  ['/comments/{id}', ownersComment],
  ['/attachments/{id}', ownersFile],
  ['/projects/{id}', project],
  ['/exports/{id}', cancelledExport],
  ['/imports/{id}', cancelledImport],
  ['/webhooks/{id}', delivery],
  ['/admin/organizations/{id}', organizationItself],
];

/** Something of all that can be read. Two organizations that have it differ in nothing but ids, names and moments. */
export async function furnish(acme: TestOrganization): Promise<Map<string, Target>> {
  const { owner, member } = acme;
  const things = new Map<string, Target>();
  for (const [path, make] of THINGS) things.set(path, await make(acme));
  await owner.patch('/tasks/1', { labels: ['one'], assigneeId: member.userId }).expect(200);
  await owner.post('/tasks', { title: 'Mine', assigneeId: owner.userId }).expect(201);
  await owner.delete(`/tasks/${(await ownersTask(acme)).params?.['id']}`).expect(204);
  await domain(acme);
  await invitation(acme);
  for (const caller of [owner, member]) await newToken(caller);
  return things;
}

/** Every GET of the OpenAPI document, and where it leads in an organization. */
export function readsOf(
  document: OpenAPIObject,
  things: Map<string, Target>,
): [route: string, url: string][] {
  const routes = Object.entries(document.paths).filter(([, { get }]) => get);
  return routes.map(([route]) => {
    const kind = THINGS.find(([path]) => route.startsWith(path))?.[0] ?? '';
    const { params = {} } = things.get(kind) ?? {};
    const url = route.replace(/\{(\w+)\}/g, (_, name: string) => {
      if (params[name] === undefined) throw new Error(`Nothing stands for {${name}} of ${route} yet`);
      return params[name];
    });
    return [route, url];
  });
}
