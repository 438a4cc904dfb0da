import { setTimeout as sleep } from 'node:timers/promises';
import type { OpenAPIObject } from '@nestjs/swagger';
import {
  fileRows,
  type HostileAnswer,
  type HostileCall,
  type HostileRoute,
  JSON_ROWS,
  jsonCall,
  QUERY_ROWS,
  queryCall,
  routesOf,
  send,
} from '../test/support/hostile.ts';
import type { Cost } from '../test/support/loop-monitor.ts';
import { MonitoredServer } from '../test/support/monitored-server.ts';
import { type BenchOrganization, environmentOf, type Fixture } from './fixture.ts';

/** One of each kind: public, up to 1 MiB, with objects in objects, and up to 16 MiB. */
const JSON_ROUTES = ['POST /auth/login', 'POST /tasks', 'POST /exports', 'POST /tasks/bulk'];
const FILE_ROUTES = ['POST /tasks/{id}/attachments', 'POST /tasks/import'];
const LISTS = ['GET /tasks', 'GET /activity'];
/** In MiB: what an import takes at most. */
const LARGEST_CELL = 500;
/** The machine is shared: the best of so many times counts. */
const TIMES = 3;

/** What hostile calls do to the event loop and to the memory of the product. */
export async function hostileCalls(fixture: Fixture): Promise<string[]> {
  const { token } = fixture.organizations[0] as BenchOrganization;
  const headers = { authorization: `Bearer ${token}` };
  const server = await MonitoredServer.start(environmentOf(fixture));
  const lines: string[] = [];
  const measure = async (name: string, row: string, work: () => Promise<HostileAnswer>) => {
    const costs: Cost[] = [];
    let status = 0;
    for (let time = 0; time < TIMES; time++) {
      const [answer, cost] = await server.measure(work, true);
      status = answer.status;
      costs.push(cost);
    }
    const [held, memory] = [(cost: Cost) => cost.held, (cost: Cost) => cost.memory].map((of) =>
      Math.min(...costs.map(of)).toFixed(0),
    );
    lines.push(`| ${[name, row, status, held, memory].join(' | ')} |`);
  };
  const sendSignedIn = (call: HostileCall) =>
    send(server.url, { ...call, headers: { ...call.headers, ...headers } });
  try {
    const [, { resident: before }] = await server.measure(() => sleep(1000), true);
    const document = (await (await fetch(`${server.url}/docs-json`)).json()) as OpenAPIObject;
    const routes = routesOf(document);
    const find = (name: string) => routes.find((route) => route.name === name) as HostileRoute;
    for (const route of JSON_ROUTES.map(find)) {
      for (const row of Object.keys(JSON_ROWS))
        await measure(route.name, row, () => sendSignedIn(jsonCall(route, row)));
    }
    for (const { name, method, path } of FILE_ROUTES.map(find)) {
      for (const [row, content] of Object.entries(fileRows(LARGEST_CELL)))
        await measure(name, row, async () => {
          const answer = await sendSignedIn({ ...content, method, path });
          if (answer.status === 202) await end(server, headers, answer);
          return answer;
        });
    }
    for (const route of LISTS.map(find)) {
      for (const row of Object.keys(QUERY_ROWS))
        await measure(route.name, row, () => sendSignedIn(queryCall(route, route.query[0] as string, row)));
    }
    const [, { resident: after }] = await server.measure(() => sleep(1000), true);
    return [
      '| call | what it is sent | status | event loop, ms | memory, MiB |',
      '|---|---|---|---|---|',
      ...lines,
      '',
      `Resident memory of the process: ${before.toFixed(0)} MiB before, ${after.toFixed(0)} MiB afterwards.`,
    ];
  } finally {
    await server.stop();
  }
}

/** Waits until an import has ended. */
async function end(
  { url }: MonitoredServer,
  headers: Record<string, string>,
  { text }: HostileAnswer,
): Promise<void> {
  const { importId } = JSON.parse(text) as { importId: string };
  for (;;) {
    const answer = await fetch(`${url}/imports/${importId}`, { headers });
    const { status } = (await answer.json()) as { status: string };
    if (status !== 'QUEUED' && status !== 'RUNNING') return;
    await sleep(50);
  }
}
