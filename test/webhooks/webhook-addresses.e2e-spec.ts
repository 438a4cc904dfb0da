import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { WebhookTransport } from '#app/modules/webhooks/webhook-transport.js';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';
import { createTask, logOf, newWebhook } from '../support/webhooks.ts';

const { app, api, superuser } = await createTestApp();

let connections = 0;
const internal = createServer((socket) => {
  connections++;
  socket.destroy();
}).listen(0, '::');
await once(internal, 'listening');
const { port } = internal.address() as AddressInfo;
afterAll(() => internal.close());

/** Has every name stand for these addresses. */
const resolveTo = (addresses: string[]): unknown =>
  Object.assign(app.get(WebhookTransport)['addresses'], { resolve: () => Promise.resolve(addresses) });

const OF_THIS_NETWORK = [
  'https://127.0.0.1/',
  'https://2130706433/',
  'https://0x7f.1/',
  'https://[::1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://169.254.169.254/latest/meta-data',
  'https://10.0.0.5:9200/',
  'https://localhost/',
  'http://hooks.example.com/',
];

/** What the URL parser takes and no URI has. */
const NO_URIS = [
  'https://hooks.example.com/ä',
  'https://hooks.example.com/a b',
  'https://hooks.example.com/?q=a|b',
  'https://hooks.example.com/100%',
  'https://münchen.example/',
  ' https://hooks.example.com/',
];

describe('a webhook', () => {
  it.each([...OF_THIS_NETWORK, ...NO_URIS])('is not created for %s, nor changed to it', async (url) => {
    const owner = await api.newOwner();
    const refused = { code: 'validation-failed', errors: [{ field: 'url' }] };
    expect((await owner.post('/webhooks', { url, events: ['*'] }).expect(400)).body).toMatchObject(refused);
    const { id } = await newWebhook(owner, 'https://hooks.example.com/');
    expect((await owner.patch(`/webhooks/${id}`, { url }).expect(400)).body).toMatchObject(refused);
    const { body } = await owner.get('/webhooks').expect(200);
    expect(body.data).toMatchObject([{ url: 'https://hooks.example.com/', version: 1 }]);
  });

  it.each(['127.0.0.1', '::1', '::ffff:127.0.0.1', '1.1.1.1 127.0.0.1'])(
    'does not reach a server of this network by a name for %s',
    async (addresses) => {
      resolveTo(addresses.split(' '));
      const owner = await api.newOwner();
      const webhook = await newWebhook(owner, `https://hooks.example.com:${port}/`);
      await createTask(owner);
      const [delivery] = await logOf(owner, webhook, ({ attempts }) => attempts === 1);
      expect(delivery).toMatchObject({
        status: 'PENDING',
        responseStatus: null,
        error: 'The address is not allowed.',
      });
      expect(connections).toBe(0);
    },
  );

  it('that was created when the operator allowed its address is not sent to any more', async () => {
    const owner = await api.newOwner();
    const webhook = await newWebhook(owner, 'https://hooks.example.com/');
    const { schema } = new TenantDatabase(superuser, owner.session?.organization.id as string);
    await superuser.query(`UPDATE ${schema}.webhooks SET url = $1`, [`http://127.0.0.1:${port}/`]);
    await createTask(owner);
    const [delivery] = await logOf(owner, webhook, ({ attempts }) => attempts === 1);
    expect(delivery.error).toBe('The address is not allowed.');
    expect(connections).toBe(0);
  });
});
