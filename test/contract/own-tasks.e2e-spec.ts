import { describe, expect, it } from 'vitest';
import type { SessionDto } from '#app/modules/auth/dto/session.dto.js';
import { createTestApp } from '../support/test-app.ts';

const { api } = await createTestApp({ jobs: 'off' });

describe('a member', () => {
  const WRITES: [method: string, body: unknown, status: number][] = [
    ['PATCH', { title: 'Changed' }, 200],
    ['PUT', { title: 'Replaced' }, 200],
    ['DELETE', undefined, 204],
  ];

  it.each(WRITES)('may %s a task they created', async (method, body, status) => {
    const { member } = await api.newOrganization();
    const { body: task } = await member.post('/tasks', { title: 'Mine' }).expect(201);
    await member.call(method, `/tasks/${task.id}`, body).expect(status);
  });

  it.each(WRITES)('may %s a task they are assigned to', async (method, body, status) => {
    const { owner, member } = await api.newOrganization();
    const { body: task } = await owner
      .post('/tasks', { title: 'Yours', assigneeId: member.userId })
      .expect(201);
    await member.call(method, `/tasks/${task.id}`, body).expect(status);
  });

  it.each(WRITES)('may not %s a task of others, by id or by number', async (method, body) => {
    const acme = await api.newOrganization();
    const assigned = { title: 'Theirs', assigneeId: acme.admin.userId };
    const { body: task } = await acme.owner.post('/tasks', assigned).expect(201);
    for (const reference of [task.id, task.number]) {
      await acme.member.call(method, `/tasks/${reference}`, body).expect(403);
    }
    expect((await acme.owner.get(`/tasks/${task.id}`).expect(200)).body).toEqual(task);
  });

  it('may not complete a task of others', async () => {
    const acme = await api.newOrganization();
    const { body: task } = await acme.owner.post('/tasks', { title: 'Theirs' }).expect(201);
    await acme.member.patch(`/tasks/${task.id}`).expect(403);
  });

  it('who became a viewer may not even write their own tasks', async () => {
    const { owner, member } = await api.newOrganization();
    const { body: task } = await member.post('/tasks', { title: 'Mine' }).expect(201);
    await owner.patch(`/organizations/current/members/${member.userId}`, { role: 'VIEWER' }).expect(200);
    const { body: session } = await api
      .post('/auth/refresh', { refreshToken: (member.session as SessionDto).refreshToken })
      .expect(200);
    await api.as(session).patch(`/tasks/${task.id}`, { title: 'Changed' }).expect(403);
    await api.as(session).delete(`/tasks/${task.id}`).expect(403);
  });
});
