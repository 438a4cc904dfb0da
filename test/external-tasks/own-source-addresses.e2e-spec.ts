import { describe, expect, it } from 'vitest';
import { AllowedAddresses } from '#app/http/outgoing/allowed-addresses.js';
import { ExternalSource } from '#app/modules/external-tasks/external-source.js';
import { ExternalApi } from '../support/external-source.ts';
import { createTestApp } from '../support/test-app.ts';

const { api } = await createTestApp();

describe('an address that is not public', () => {
  it.each([
    'http://todos.example.com/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://[::ffff:10.0.0.1]/',
    'https://169.254.169.254/latest',
    'https://localhost/',
    'https://api.localhost./',
  ])('is refused: %s', async (url) => {
    const { owner } = await api.newOrganization();
    await owner.put('/organizations/current/external-source', { url }).expect(400);
  });

  it('is not connected to by a name that leads there', async () => {
    const addresses = Object.assign(new AllowedAddresses(false), { resolve: async () => ['127.0.0.1'] });
    const todos = await ExternalApi.start();
    const url = todos.url.replace('127.0.0.1', 'todos.example.com');
    const source = new ExternalSource({ url, timeout: 2000, map: {}, pages: 'link' }, addresses);
    await expect(source.fetch()).rejects.toThrow();
    expect(todos.requests).toEqual([]);
    await source.close();
    await todos.stop();
  });
});
