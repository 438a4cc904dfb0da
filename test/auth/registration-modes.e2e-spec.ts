import { describe, expect, it } from 'vitest';
import { Api, newEmail } from '../support/api.ts';
import { emailOf } from '../support/sessions.ts';
import { INVITATIONS, invite } from '../support/members.ts';
import { newOperator } from '../support/operator.ts';
import { account } from '../support/targets.ts';
import { createTestApp } from '../support/test-app.ts';

const t = await createTestApp();
const { api, config } = t;
const operator = await newOperator(t);
const owner = await api.newOwner();

/** The service, from now on with another REGISTRATION. */
function openTo(registration: 'open' | 'invited' | 'closed'): Api {
  Object.assign(config, { registration });
  return api;
}

const found = () => api.post('/auth/register', { ...account(), organizationName: 'Acme' });

/** Registers by an invitation to a new address. */
async function join() {
  const email = newEmail();
  const { body } = await invite(owner, email).expect(201);
  return api.post('/auth/register', { ...account(), email, invitationToken: body.token });
}

describe('REGISTRATION=invited', () => {
  it('takes those who were invited, and no other user', async () => {
    openTo('invited');
    expect((await found().expect(403)).body.code).toBe('registration-closed');
    expect((await join()).status).toBe(201);
  });

  it("says nothing of accounts to those who weren't", async () => {
    openTo('invited');
    const answers = await Promise.all(
      [emailOf(owner), newEmail()].map((email) =>
        api.post('/auth/register', { ...account(), email, organizationName: 'Acme' }),
      ),
    );
    for (const { status, body } of answers) expect([status, body.code]).toEqual([403, 'registration-closed']);
  });
});

describe('REGISTRATION=closed', () => {
  it('takes no user, whatever they show', async () => {
    openTo('closed');
    expect((await found().expect(403)).body.code).toBe('registration-closed');
    const refused = await join();
    expect([refused.status, refused.body.code]).toEqual([403, 'registration-closed']);
  });

  it('lets those who have an account join where they are invited', async () => {
    openTo('open');
    const invitee = await api.newOwner();
    openTo('closed');
    const { body } = await invite(owner, emailOf(invitee)).expect(201);
    await invitee.post('/invitations/accept', { token: body.token }).expect(200);
  });
});

describe.each(['invited', 'closed'] as const)('organizations, with REGISTRATION=%s', (registration) => {
  it('are made by operators alone', async () => {
    openTo(registration);
    const { body } = await owner.post('/organizations', { name: 'Another' }).expect(403);
    expect(body.code).toBe('organization-creation-closed');
    await operator.post('/organizations', { name: 'Another' }).expect(201);
    await owner.get(INVITATIONS).expect(200);
  });
});

describe('REGISTRATION=open', () => {
  it('takes all users', async () => {
    openTo('open');
    await found().expect(201);
    expect((await join()).status).toBe(201);
    await owner.post('/organizations', { name: 'Another' }).expect(201);
  });
});
