import type { FastifyReply } from 'fastify';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { logRequest } from './request-log.js';
import type { SeenRequest } from './seen-request.js';

it('has the path of a request and nothing of its query, where the token of a calendar is', () => {
  const lines: string[] = [];
  const logger = pino({ level: 'debug' }, { write: (line) => void lines.push(line) });
  for (const statusCode of [200, 304, 404, 429, 500]) {
    const request = { method: 'GET', url: '/calendar.ics?token=cal_secret', id: 'one' } as SeenRequest;
    logRequest(logger, request, { statusCode, elapsedTime: 1 } as FastifyReply);
  }
  expect(lines).toHaveLength(5);
  for (const line of lines) {
    expect(JSON.parse(line)).toMatchObject({ path: '/calendar.ics' });
    expect(line).not.toContain('cal_');
  }
});
