import { expect, it } from 'vitest';
import { Passwords } from '#app/modules/users/passwords.js';
import { type ApiResponse, PASSWORD } from '../support/api.ts';
import { emailOf } from '../support/sessions.ts';
import { account } from '../support/targets.ts';
import { createTestApp } from '../support/test-app.ts';

const { api, app } = await createTestApp();
const owner = await api.newOwner();
// Slow enough that hashing passwords is what takes the time.
Object.assign(app.get(Passwords, { strict: false }), { cost: 10 });

const register = () => api.post('/auth/register', { ...account(), organizationName: 'Acme' });

it('leaves others served while a hundred register at once, and refuses at once who would wait too long', async () => {
  const order: string[] = [];
  const registrations = Array.from({ length: 100 }, async () => {
    const answer = await register();
    order.push(`register ${answer.status}`);
    return answer;
  });
  const others = [
    owner.get('/tasks').expect(200),
    owner.post('/tasks', { title: 'Meanwhile' }).expect(201),
    api.post('/auth/login', { email: emailOf(owner), password: PASSWORD }).expect(200),
  ].map(async (call) => {
    await call;
    order.push('other');
  });
  const answers: ApiResponse[] = await Promise.all(registrations);
  await Promise.all(others);
  const made = answers.filter(({ status }) => status === 201);
  const refused = answers.filter(({ status }) => status === 503);
  // Four are at work and sixty in line; more come to their turn only as others end.
  expect(made.length + refused.length).toBe(100);
  expect(made.length).toBeGreaterThanOrEqual(64);
  expect(refused.length).toBeGreaterThan(0);
  for (const { headers, body } of refused) {
    expect(body.code).toBe('service-busy');
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  }
  const last = order.lastIndexOf('register 201');
  expect(order.lastIndexOf('register 503')).toBeLessThan(last - 40);
  expect(order.lastIndexOf('other')).toBeLessThan(last - 10);
  expect((await register()).status).toBe(201);
});
