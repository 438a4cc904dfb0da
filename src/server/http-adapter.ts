import type { Server } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { StreamableFile } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { encodeBy } from '../http/content-coding.js';
import { sendRepresentation, sendTagged } from '../http/entity-tag.js';
import { CachedPage } from '../cache/page-cache.js';
import type { SeenRequest } from './seen-request.js';

/**
 * Fastify, which also sends a cached page as the bytes it is and says whether the cache had it, and gives
 * everything that a signed-in caller reads an ETag.
 */
export class HttpAdapter extends FastifyAdapter {
  /** Whether the process takes no further connections. */
  isStopping = false;

  /**
   * The first step of a shutdown: a client that connects from here on, as one whose stream ends, finds another process.
   * What comes over the connections that are open is answered.
   * @returns a promise, which Nest awaits, though the type of its class doesn't say so
   */
  override beforeClose(): unknown {
    this.isStopping = true;
    const server = this.getHttpServer();
    return allTaken(server).then(() => server.close());
  }

  override reply(response: FastifyReply, body: unknown, statusCode?: number) {
    if (body instanceof CachedPage) {
      const { json, tag, hit } = body;
      if (response.request.headers['accept-encoding'] !== undefined)
        encodeBy(json, (coding) => body.encode(coding));
      return sendTagged(response.header('x-cache', hit ? 'HIT' : 'MISS'), json, tag);
    }
    const { method, principal } = response.request as SeenRequest;
    const isRead = principal !== undefined && (method === 'GET' || method === 'HEAD');
    const isShown = typeof body === 'string' || (typeof body === 'object' && body !== null);
    if (isRead && isShown && !(body instanceof StreamableFile)) return sendRepresentation(response, body);
    return super.reply(response as never, body, statusCode);
  }
}

/**
 * After so many turns of the event loop in which no connection came, none waits; the first may be a turn without a look at them.
 * It is not waited for longer than so many turns in all.
 */
const [QUIET_TURNS, MOST_TURNS] = [3, 2000];

/**
 * Waits until the server has taken the connections that the kernel has made for it, one in a turn of the event loop: those that
 * are left when it stops to listen are reset, whatever was sent over them.
 */
async function allTaken(server: Server): Promise<void> {
  let quiet = 0;
  const onConnection = (): void => void (quiet = 0);
  server.on('connection', onConnection);
  for (let turn = 0; quiet < QUIET_TURNS && turn < MOST_TURNS; turn++) {
    quiet++;
    await nextTurn();
  }
  server.off('connection', onConnection);
}
