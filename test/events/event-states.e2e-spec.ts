// Events have the thing as each change left it, whenever and however they are read.
import { beforeAll, describe, expect, it } from 'vitest';
import { EVENT_TYPES } from '#app/change-log/event-types.js';
import { Scheduler } from '#app/scheduler/scheduler.js';
import type { ApiClient } from '../support/api.ts';
import { TestEventSource, TestSocket } from '../support/events.ts';
import { Random } from '../support/random.ts';
import { TenantDatabase } from '../support/tenant-database.ts';
import { createTestApp } from '../support/test-app.ts';
import { formWith } from '../support/uploads.ts';

// No worker: the trash is emptied when a test says so.
const { api, app, superuser } = await createTestApp({ jobs: 'off' });
const acme = await api.newOrganization();
const { owner, admin, member, viewer } = acme;
const random = new Random(17);

interface Event {
  sequence: number;
  type: string;
  data: { subjectType: string; subjectId: string } & Record<string, any>;
}
type Thing = Record<string, any>;

/** Where the API shows a thing of each type. */
const PATHS: Record<string, string> = {
  task: '/tasks',
  comment: '/comments',
  attachment: '/attachments',
  project: '/projects',
};
const STEPS = 150;

/** What the API showed of a thing right after the change with this sequence. */
const shown = new Map<number, Thing>();
const last = new Map<string, Thing>();
const there = { task: [] as string[], trash: [] as string[], comment: [] as string[] };
const files: string[] = [];
const projects: string[] = [];

const text = (): string =>
  random.pick(['', 'a', 'Größe 日本語 "quoted" \\ ', 'x'.repeat(3000)]) + random.below(1000);
const title = (): string => text().slice(-200);
const moment = (): string =>
  new Date(Date.UTC(2030, random.below(12), 1, random.below(24), 0, 0, random.below(1000))).toISOString();
const taskFields = (): Thing => ({
  description: random.pick([null, text()]),
  priority: random.pick(['NONE', 'LOW', 'URGENT']),
  assigneeId: random.pick([null, owner.userId, member.userId]),
  projectId: random.pick([null, ...projects]),
  labels: random.some(['red', 'Red', 'größe'], 0.4),
  dueAt: random.pick([null, moment()]),
});

/** Reads every event after a sequence, by pages. */
async function eventsAfter(client: ApiClient, after: number, query = 'limit=100'): Promise<Event[]> {
  const events: Event[] = [];
  for (let position = after; ;) {
    const { body } = await client.get(`/events?after=${position}&${query}`).expect(200);
    events.push(...body.data);
    if (body.nextAfter === position) return events;
    position = body.nextAfter;
  }
}

const remove = (from: string[], one: string): void => void from.splice(from.indexOf(one), 1);
const taskBy = async (client: ApiClient): Promise<void> => {
  const body = { title: `Task ${random.below(100)}`, ...(random.below(2) > 0 && taskFields()) };
  there.task.push((await client.post('/tasks', body).expect(201)).body.id);
};

const CHANGES: (() => Promise<unknown>)[] = [
  () => taskBy(random.pick([owner, member])),
  async () => {
    const operations = Array.from({ length: 3 }, () => ({ op: 'create', task: { title: title() } }));
    const { body } = await admin.post('/tasks/bulk', { operations }).expect(200);
    there.task.push(...body.results.map(({ task }: { task: Thing }) => task['id']));
  },
  () => owner.patch(`/tasks/${random.pick(there.task)}`, { title: title(), ...taskFields() }).expect(200),
  () =>
    owner.patch(`/tasks/${random.pick(there.task)}`, { labels: random.some(['a', 'b'], 0.5) }).expect(200),
  () => admin.patch(`/tasks/${random.pick(there.task)}`).expect(200),
  async () => owner.patch(`/tasks/${random.pick(there.task)}`, { title: title(), status: 'IN_PROGRESS' }),
  async () => {
    const id = random.pick(there.task);
    await owner.delete(`/tasks/${id}`).expect(204);
    remove(there.task, id);
    there.trash.push(id);
  },
  async () => {
    const id = random.pick(there.trash);
    if (id === undefined) return;
    await owner.post(`/tasks/${id}/restore`).expect(200);
    remove(there.trash, id);
    there.task.push(id);
  },
  async () => {
    const client = random.pick([owner, member]);
    const body = `${text()} @[${member.userId}]`;
    const comment = await client.post(`/tasks/${random.pick(there.task)}/comments`, { body }).expect(201);
    there.comment.push(comment.body.id);
  },
  async () => void (await owner.patch(`/comments/${random.pick(there.comment)}`, { body: text() || 'x' })),
  async () => {
    const id = random.pick(there.comment);
    if (id && (await owner.delete(`/comments/${id}`)).status === 204) remove(there.comment, id);
  },
  async () => {
    const { body } = await owner.post(
      `/tasks/${random.pick(there.task)}/attachments`,
      formWith(text() || 'x'),
    );
    files.push(body.id);
  },
  async () => {
    const id = random.pick(files);
    if (id && (await owner.delete(`/attachments/${id}`)).status === 204) remove(files, id);
  },
  async () => {
    const name = `Project ${random.below(1e9)}`;
    projects.push(
      (await owner.post('/projects', { name, description: random.pick([undefined, text()]) }).expect(201))
        .body.id,
    );
  },
  async () => {
    const id = random.pick(projects);
    if (id) await owner.patch(`/projects/${id}`, { name: `Project ${random.below(1e9)}` }).expect(200);
  },
  async () => {
    const id = random.pick(projects);
    if (!id || random.below(3) > 0) return;
    await owner.delete(`/projects/${id}`).expect(204);
    remove(projects, id);
  },
];

/** Notes what the API shows of everything that the last step changed, of each thing after the last of its changes. */
async function note(events: Event[]): Promise<void> {
  const lasts = new Map(events.map((event) => [event.data.subjectId, event]));
  for (const { sequence, type, data } of lasts.values()) {
    const { subjectType, subjectId } = data;
    if (!type.endsWith('.deleted')) {
      const { body } = await owner.get(`${PATHS[subjectType]}/${subjectId}`).expect(200);
      // These follow from other tasks, and change without a change of it.
      for (const field of ['taskCount', 'subtasks', 'isBlocked']) delete body[field];
      last.set(subjectId, body);
    }
    shown.set(sequence, last.get(subjectId) as Thing);
  }
}

/** All events as they were read right after their step. */
const atOnce: Event[] = [];

beforeAll(async () => {
  await taskBy(owner);
  await note(await eventsAfter(owner, 0));
  atOnce.push(...(await eventsAfter(owner, 0)));
  for (let step = 0; step < STEPS; step++) {
    if (there.task.length < 2) await taskBy(owner);
    await random.pick(CHANGES)();
    const events = await eventsAfter(owner, atOnce.at(-1)?.sequence ?? 0);
    await note(events);
    atOnce.push(...events);
  }
}, 120_000);

const stateOf = ({ data }: Event): Thing => data[data.subjectType];

function expectStates(events: Event[]): void {
  for (const event of events) {
    const expected = shown.get(event.sequence) ?? stateOf(atOnce[event.sequence - 1] as Event);
    expect([event.sequence, event.type, stateOf(event)]).toEqual([event.sequence, event.type, expected]);
  }
}

describe('after a random walk through all changes', () => {
  it('has met every kind of change', () => {
    const met = new Set(atOnce.map(({ type }) => type));
    // The others have no thing that the API shows by itself.
    const ofThings = EVENT_TYPES.filter((type) => (type.split('.')[0] as string) in PATHS);
    expect(ofThings.filter((type) => !met.has(type))).toEqual([]);
    expect(shown.size).toBeGreaterThan(STEPS / 2);
  });

  it('each event has what the API showed right after the change, at once and later', async () => {
    expectStates(atOnce);
    expect(await eventsAfter(owner, 0)).toEqual(atOnce);
  });

  it.each([
    ['in small pages', 'limit=7'],
    ['of one type, with gaps', 'limit=100&type=task.updated'],
    ['of few types', 'limit=3&type=comment.updated&type=project.updated&type=task.restored'],
  ])('so it is %s', async (_name, query) => {
    const events = await eventsAfter(owner, 0, query);
    expect(events.length).toBeGreaterThan(3);
    expect(events).toEqual(events.map(({ sequence }) => atOnce[sequence - 1]));
  });

  it('so it is for members and viewers, who read the same', async () => {
    for (const client of [member, viewer]) expect(await eventsAfter(client, 0)).toEqual(atOnce);
  });

  it.each([
    ['server-sent events', TestEventSource],
    ['a WebSocket', TestSocket],
  ])('so it is over %s', async (_name, Stream) => {
    const stream = await Stream.connect(viewer, '?after=0');
    expect(await stream.until(atOnce.length)).toEqual(atOnce);
    stream.close();
  });

  it('shows an API token the things that it may read, and no other', async () => {
    const permissions = ['event:read', 'project:read'];
    const { body } = await owner.post('/auth/tokens', { name: 'Script', permissions }).expect(201);
    const script = owner.as({ ...(owner.session as object), accessToken: body.token } as never);
    const events = await eventsAfter(script, 0);
    expect(new Set(events.map(({ data }) => data.subjectType))).toEqual(new Set(['project']));
    expectStates(events);
  });

  it('is the same once the trash is emptied, with all comments and files of its tasks', async () => {
    for (const id of there.task.slice(0, 10)) await owner.delete(`/tasks/${id}`).expect(204);
    const before = await eventsAfter(owner, 0);
    const { schema } = new TenantDatabase(superuser, acme.id);
    await superuser.query(`UPDATE ${schema}.deleted_tasks SET deleted_at = now() - interval '31 days'`);
    await app.get(Scheduler).runNow('organizations.cleanup');
    const { rows } = await superuser.query(`SELECT FROM ${schema}.deleted_tasks`);
    expect(rows).toEqual([]);
    expect(await eventsAfter(owner, 0)).toEqual(before);
  });
});
