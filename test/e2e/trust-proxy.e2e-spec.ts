import { describe, expect, it } from 'vitest';
import type { SessionDto } from '#app/modules/auth/dto/session.dto.js';
import { newEmail, PASSWORD } from '../support/api.ts';
import { createTestApp } from '../support/test-app.ts';

const { api } = await createTestApp();

describe('without a trusted proxy', () => {
  const forwarded = (index: number) => ({
    'x-forwarded-for': `203.0.113.${index}`,
    'x-real-ip': `203.0.113.${index}`,
    forwarded: `for=203.0.113.${index}`,
  });

  it('takes the address of the connection, whatever the headers say', async () => {
    const account = { email: newEmail(), password: PASSWORD, name: 'Ada', organizationName: 'Acme' };
    const { body } = await api.post('/auth/register', account, forwarded(1)).expect(201);
    const { data } = (
      await api
        .as(body as SessionDto)
        .get('/auth/sessions')
        .expect(200)
    ).body;
    expect(data).toMatchObject([{ ip: '127.0.0.1' }]);
  });

  it('lets nobody past the throttle with another address in each request', async () => {
    const login = { email: newEmail(), password: 'wrong-password' };
    for (let index = 1; index <= 10; index++)
      await api.post('/auth/login', login, forwarded(index)).expect(401);
    await api.post('/auth/login', login, forwarded(11)).expect(429);
  });
});
