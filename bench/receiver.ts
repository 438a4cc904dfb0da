import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** What came to one path. Times are milliseconds since 1970. */
export interface Received {
  count: number;
  /** The numbers of the first and of the last change. */
  first: number;
  last: number;
  /** How many were not the change after the one before: missing, repeated or out of order. */
  unexpected: number;
  /** The longest time between two. */
  longestPause: number;
  firstAt: number;
  lastAt: number;
}

/** How long `/slow` takes, in milliseconds. */
const SLOW = 2000;

const received: Record<string, Received> = {};
/** From each change to its arrival, in milliseconds, since the last DELETE. */
let delays: number[] = [];

/**
 * An endpoint for each path below `/healthy`, `/failing` and `/slow`. GET answers with what came to each, or with the
 * times of all that came.
 */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === 'GET') {
    const found = request.url === '/delays' ? delays : received;
    response.setHeader('content-type', 'application/json').end(JSON.stringify(found));
    return;
  }
  if (request.method === 'DELETE') {
    delays = [];
    response.writeHead(204).end();
    return;
  }
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  const path = request.url as string;
  const { sequence, at } = JSON.parse(body) as { sequence: number; at: string };
  delays.push(Date.now() - Date.parse(at));
  note(path, sequence);
  if (path.startsWith('/slow')) await sleep(SLOW);
  response.writeHead(path.startsWith('/failing') ? 500 : 204).end();
}

function note(path: string, sequence: number): void {
  const now = Date.now();
  const known = received[path];
  if (!known) {
    const unknown = { unexpected: 0, longestPause: 0, firstAt: now };
    received[path] = { ...unknown, count: 1, first: sequence, last: sequence, lastAt: now };
    return;
  }
  if (sequence !== known.last + 1) known.unexpected++;
  known.longestPause = Math.max(known.longestPause, now - known.lastAt);
  Object.assign(known, { count: known.count + 1, last: sequence, lastAt: now });
}

const server = createServer((request, response) => void answer(request, response));
server.listen(Number(process.env['PORT']), '127.0.0.1');
process.once('SIGTERM', () => process.exit());
