import { randomBytes } from 'node:crypto';
import { DEMO_PASSWORD } from '#app/modules/demo/demo-content.js';
import { eventually } from '../support/eventually.ts';
import { type Answers, type Caller, Crawler } from './crawl.ts';
import type { Deployment } from './deployment.ts';

const MEMBERS = ['olivia@acme.example', 'mia@acme.example', 'oscar@globex.example'];
const OWNER = MEMBERS[0] as string;

/** Members of both demo organizations. */
export const signInMembers = (deployment: Deployment): Promise<Caller[]> =>
  Promise.all(MEMBERS.map(async (name) => ({ name, token: await deployment.signIn(name, DEMO_PASSWORD) })));

/** What the demo doesn't have: a large file, an export, a webhook, an API token, and the eyes of an operator. */
export async function load(deployment: Deployment, { token }: Caller): Promise<void> {
  const json = (path: string, body: object) => deployment.call(path, token, JSON.stringify(body));
  const form = new FormData();
  form.set('file', new Blob([randomBytes(3_000_000)]), 'large.bin');
  await deployment.call('/tasks/1/attachments', token, form);
  await json('/webhooks', { url: 'https://hooks.example.com/tasks', events: ['task.*'], isEnabled: false });
  await json('/auth/tokens', {
    name: 'Drill',
    permissions: ['task:read'],
    expiresAt: new Date(Date.now() + 86_400_000),
  });
  const { exportId } = (await (await json('/tasks/export', {})).json()) as { exportId: string };
  await eventually(async () => {
    const answer = await fetch(`${deployment.baseUrl}/exports/${exportId}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return ((await answer.json()) as { status: string }).status === 'COMPLETED';
  });
  await deployment.taskflow('create-admin', '--email', OWNER);
}

/** @param most how many things of a list are asked for one by one */
export const answersOf = async (deployment: Deployment, callers: Caller[], most: number): Promise<Answers> =>
  new Crawler(deployment.baseUrl, await deployment.document(), most).crawl(callers);
