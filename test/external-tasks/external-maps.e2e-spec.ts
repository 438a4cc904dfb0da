import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ExternalMap, parseExternalMap } from '#app/config/external-tasks.js';
import { ExternalSource } from '#app/modules/external-tasks/external-source.js';
import { ExternalApi, item } from '../support/external-source.ts';

let externalApi: ExternalApi;
const opened: ExternalSource[] = [];

beforeEach(async () => {
  externalApi = await ExternalApi.start();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((source) => source.close()));
  await externalApi.stop();
});

function fetchWith(map: ExternalMap, pages = 'link', query = '') {
  const source = new ExternalSource({ url: externalApi.url + query, timeout: 5000, map, pages });
  opened.push(source);
  return source.fetch();
}

/** Answers of public APIs, with the map that an operator would set, and the first task. */
const APIS: [name: string, map: string, answer: unknown, task: object][] = [
  [
    'a todo API',
    '',
    [{ userId: 1, id: 8, title: 'quo adipisci enim quam ut ab', completed: true }],
    { id: '8', title: 'quo adipisci enim quam ut ab', status: 'COMPLETED', createdAt: null },
  ],
  [
    'a todo API with its own names',
    'items=todos,title=todo,status=completed',
    { todos: [{ id: 1, todo: 'Do something nice', completed: false, userId: 26 }], total: 150, skip: 0 },
    { id: '1', title: 'Do something nice', status: 'CREATED' },
  ],
  [
    'a tracker',
    '{"items":"issues","id":"key","title":"fields.summary","status":"fields.status","priority":"fields.priority","dueAt":"fields.duedate","createdAt":"fields.created"}',
    {
      issues: [
        {
          id: '10001',
          key: 'OPS-17',
          fields: {
            summary: 'Replace the disk',
            status: { name: 'In Progress', id: '3' },
            priority: { name: 'Highest' },
            duedate: '2030-01-31',
            created: '2029-12-01T10:00:00.000+0100',
          },
        },
      ],
    },
    {
      id: 'OPS-17',
      title: 'Replace the disk',
      status: 'IN_PROGRESS',
      priority: 'URGENT',
      dueAt: new Date('2030-01-31T23:59:59.999Z'),
      createdAt: new Date('2029-12-01T09:00:00Z'),
    },
  ],
  [
    'JSON:API',
    'title=attributes.subject,completed=attributes.closed-at,url=links.self,description=attributes.notes.0.text',
    {
      data: [
        {
          id: 'a1',
          attributes: { subject: 'Call', 'closed-at': '2020-01-01T00:00:00Z', notes: [{ text: 'First' }] },
          links: { self: 'https://crm.example.com/a1' },
        },
      ],
    },
    { id: 'a1', title: 'Call', status: 'COMPLETED', url: 'https://crm.example.com/a1', description: 'First' },
  ],
];

describe('a map', () => {
  it.each(APIS)('names the fields of %s', async (_name, map, answer, task) => {
    externalApi.behaviour = ExternalApi.answering(answer);
    const parsed = map === '' ? {} : (parseExternalMap(map) as ExternalMap);
    expect(await fetchWith(parsed)).toMatchObject({ tasks: [task], skipped: 0, incomplete: 0 });
  });

  it('reaches nothing but what stands in the answer', async () => {
    externalApi.behaviour = ExternalApi.answering([item(1)]);
    for (const path of ['constructor.name', '__proto__.constructor.name', 'title.length', 'toString'])
      expect(await fetchWith({ title: path })).toMatchObject({ tasks: [], skipped: 1 });
  });

  it.each([
    '',
    'x=title',
    'title',
    'title=',
    'title=a..b',
    'title=.a',
    '{"title":7}',
    '{',
    '{"a":"b"}',
    '[]',
  ])('is not %j', (text) => {
    expect(parseExternalMap(text)).toBeUndefined();
  });
});

describe('pages', () => {
  /** The page of a list that a parameter asks for. */
  const paged = (size: number, total: number) => (first: number) =>
    Array.from({ length: Math.max(0, Math.min(size, total - first)) }, (_, index) => item(first + index));
  const parametersOf = (url = '') => new URL(url, 'http://x').searchParams;
  const answer = (response: (url: string) => { body: unknown; headers?: Record<string, string> }) => {
    externalApi.behaviour = (request, reply) => {
      const { body, headers } = response(request.url as string);
      ExternalApi.answering(body, headers)(request, reply);
    };
  };
  const listed = async (pages: string, query = '') => {
    const { tasks, skipped, hasMore } = await fetchWith({}, pages, query);
    return [tasks.length, skipped, hasMore, externalApi.requests.length];
  };

  it('are followed by the Link header', async () => {
    answer((url) => {
      const page = Number(parametersOf(url).get('page') ?? 1);
      const links = [`</tasks?page=1>; rel="first"`];
      if (page < 3) links.push(`</tasks?page=${page + 1}>; title="a, b"; rel="next last"`);
      return { body: paged(10, 25)(10 * (page - 1)), headers: { link: links.join(', ') } };
    });
    expect(await listed('link')).toEqual([25, 0, false, 3]);
  });

  it('are asked for by their number, from the one in the URL on', async () => {
    answer((url) => ({ body: paged(10, 25)(10 * Number(parametersOf(url).get('p'))) }));
    expect(await listed('page:p', '&p=0')).toEqual([25, 0, false, 4]);
  });

  it('are asked for by an offset', async () => {
    answer((url) => ({ body: paged(10, 25)(Number(parametersOf(url).get('skip') ?? 0)) }));
    expect(await listed('offset:skip')).toEqual([25, 0, false, 4]);
  });

  it('are asked for by a cursor', async () => {
    answer((url) => {
      const after = Number(parametersOf(url).get('after') ?? 0);
      return { body: { data: paged(10, 25)(after), meta: { next: after < 20 ? String(after + 10) : null } } };
    });
    expect(await listed('cursor:after:meta.next')).toEqual([25, 0, false, 3]);
  });

  it('are asked for by a URL in the answer', async () => {
    answer((url) => {
      const after = Number(parametersOf(url).get('after') ?? 0);
      const next = after < 20 ? `${new URL(externalApi.url).origin}/tasks?after=${after + 10}` : null;
      return { body: { data: paged(10, 25)(after), next } };
    });
    expect(await listed('next:next')).toEqual([25, 0, false, 3]);
  });

  it('end where a source knows no pages', async () => {
    answer(() => ({ body: paged(10, 10)(0) }));
    expect(await listed('page:page')).toEqual([10, 0, false, 2]);
    expect(await listed('offset:skip')).toEqual([10, 0, false, 4]);
  });

  it('end where they lead in a circle', async () => {
    let asked = 0;
    answer(() => ({ body: [item(asked++)], headers: { link: `<${externalApi.url}>; rel=next` } }));
    expect(await listed('link')).toEqual([1, 0, false, 1]);
  });

  it('are fifty at most, and a thousand items', async () => {
    let asked = 0;
    answer(() => ({ body: [item(asked++)], headers: { link: `</tasks?n=${asked}>; rel="next"` } }));
    expect(await listed('link')).toEqual([50, 0, true, 50]);
    externalApi.requests.length = 0;
    answer((url) => ({ body: paged(400, 5000)(Number(parametersOf(url).get('skip') ?? 0)) }));
    expect(await listed('offset:skip')).toEqual([1000, 200, true, 3]);
  });

  it('are not followed to another place, nor is the token sent there', async () => {
    const elsewhere = await ExternalApi.start();
    for (const target of [elsewhere.url, 'http://user:secret@127.0.0.1/', 'file:///etc/passwd', '//%'])
      for (const [pages, body, link] of [
        ['link', [item(1)], `<${target}>; rel="next"`],
        ['next:next', { data: [item(1)], next: target }, ''],
      ] as const) {
        answer(() => ({ body, headers: { link } }));
        expect(await fetchWith({}, pages)).toMatchObject({ tasks: [{ id: '1' }], hasMore: true });
      }
    expect(elsewhere.requests).toEqual([]);
    await elsewhere.stop();
  });

  it('that break off leave no list at all', async () => {
    externalApi.behaviour = (request, response) => {
      if (externalApi.requests.length > 1) ExternalApi.answering({}, {}, 403)(request, response);
      else ExternalApi.answering([item(1)], { link: '</tasks?page=2>; rel="next"' })(request, response);
    };
    await expect(fetchWith({})).rejects.toThrow('403');
  });
});
