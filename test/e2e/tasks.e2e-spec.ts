import { expect, it } from 'vitest';
import { createTestApp } from '../support/test-app.ts';

const { api } = await createTestApp();

it('creates a task and reads it by id and by number', async () => {
  const acme = await api.newOrganization();
  const created = await acme.owner.post('/tasks', { title: '  Write  ' }).expect(201);
  expect(created.body).toMatchObject({
    number: 1,
    title: 'Write',
    status: 'CREATED',
    priority: 'NONE',
    version: 1,
  });
  expect(created.headers.get('location')).toBe(`/tasks/${created.body.id}`);
  expect(created.headers.get('etag')).toBe('"1"');
  const byId = await acme.viewer.get(`/tasks/${created.body.id}`).expect(200);
  const byNumber = await acme.viewer.get('/tasks/1').expect(200);
  expect(byId.body).toEqual(created.body);
  expect(byNumber.body).toEqual(created.body);
});
