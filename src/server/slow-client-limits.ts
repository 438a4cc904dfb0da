import type { Socket } from 'node:net';
import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { acceptsFile } from '../http/file-upload.js';
import { RequestTimeout } from '../http/http.errors.js';
import { sendProblem } from '../http/problem.filter.js';
import { Scheduler } from '../scheduler/scheduler.js';

const SECOND = 1000;
const KIB = 1024;

/** Between two checks of all connections, in milliseconds. */
const INTERVAL = SECOND;

/** Bytes that went through until the present window began. */
interface Progress {
  since: number;
  bytes: number;
}

/** A request whose body has yet to arrive. */
interface Arrival extends Progress {
  request: FastifyRequest;
  reply: FastifyReply;
  startedAt: number;
}

/**
 * Ends what a client is too slow for, so that none holds a connection, and what belongs to it, for as long as it likes.
 * A body has to arrive at a least speed, and one that isn't a file also within a time, from its headers on: 408. An
 * answer has to be taken at a least speed. For the headers there is Node's `headersTimeout`; its `requestTimeout` would
 * end uploads, too.
 */
@Injectable()
export class SlowClientLimits {
  /** The least speed of both directions, in bytes a second. */
  leastSpeed = KIB;
  /** How long a body may be slower, in milliseconds. */
  bodyWindow = 15 * SECOND;
  /** And an answer. Of what the kernel buffers for a client that reads, it reports large parts at once. */
  answerWindow = 120 * SECOND;
  /** How long a body that isn't a file may take, in milliseconds: so long at least, and longer by its limit ... */
  bodyTime = 10 * SECOND;
  /** ... at this speed, in bytes a second. */
  bodySpeed = 64 * KIB;

  private readonly arrivals = new Set<Arrival>();
  private readonly connections = new Map<Socket, Progress>();

  constructor(scheduler: Scheduler) {
    scheduler.add({
      name: 'slow_clients.check',
      interval: INTERVAL,
      where: 'everywhere',
      run: () => this.check(Date.now()),
    });
  }

  /** Watches all connections of a server. Has to come before the hooks that may answer. */
  watch(fastify: FastifyInstance): void {
    fastify.server.on('connection', (socket) => {
      this.connections.set(socket, { since: 0, bytes: 0 });
      socket.once('close', () => this.connections.delete(socket));
    });
    fastify.addHook('onRequest', (request, reply, done) => {
      if (bringsBody(request)) this.monitor(request, reply);
      done();
    });
  }

  private monitor(request: FastifyRequest, reply: FastifyReply): void {
    const now = Date.now();
    const arrival = { request, reply, startedAt: now, since: now, bytes: request.socket.bytesRead };
    this.arrivals.add(arrival);
    request.raw.once('close', () => this.arrivals.delete(arrival));
  }

  private check(now: number): void {
    for (const arrival of this.arrivals) {
      const { raw, socket } = arrival.request;
      if (raw.complete || socket.destroyed) this.arrivals.delete(arrival);
      else if (this.isLate(arrival, now)) {
        this.arrivals.delete(arrival);
        refuse(arrival);
      }
    }
    for (const [socket, progress] of this.connections)
      if (socket.writableLength === 0) progress.since = 0;
      else if (this.isStalled(socket, progress, now)) socket.destroy();
  }

  private isLate(arrival: Arrival, now: number): boolean {
    const { request, startedAt } = arrival;
    // The client waits, too, when as much has arrived as is buffered for the reader.
    if (request.raw.readableLength >= request.raw.readableHighWaterMark) return false;
    const isSlow = this.isSlow(arrival, request.socket.bytesRead, now, this.bodyWindow);
    return isSlow || (!acceptsFile(request) && now - startedAt > this.timeOf(request));
  }

  private timeOf({ routeOptions }: FastifyRequest): number {
    return this.bodyTime + ((routeOptions.bodyLimit ?? 0) / this.bodySpeed) * SECOND;
  }

  private isStalled(socket: Socket, progress: Progress, now: number): boolean {
    const taken = bytesTaken(socket);
    if (progress.since > 0) return this.isSlow(progress, taken, now, this.answerWindow);
    Object.assign(progress, { since: now, bytes: taken });
    return false;
  }

  /** Checks at the end of a window whether enough bytes passed in it, and begins the next one. */
  private isSlow(progress: Progress, bytes: number, now: number, window: number): boolean {
    const elapsed = now - progress.since;
    if (elapsed < window) return false;
    const isSlow = bytes - progress.bytes < (this.leastSpeed * elapsed) / SECOND;
    Object.assign(progress, { since: now, bytes });
    return isSlow;
  }
}

const bringsBody = ({ headers }: FastifyRequest): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** Answers, unless that has happened: then the rest of the body is dropped. */
function refuse({ request, reply }: Arrival): void {
  const timeout = new RequestTimeout();
  if (reply.sent || reply.raw.headersSent) return void request.raw.destroy(timeout);
  // Once it is answered, Node would leave the reader of the body waiting for ever.
  reply.raw.once('finish', () => request.raw.destroy(timeout));
  sendProblem(timeout, request, reply.header('connection', 'close'));
}

/** What the kernel took of what was written, in bytes; to count whole writes would miss that a large one goes on. */
function bytesTaken(socket: Socket): number {
  const { _handle: handle } = socket as { _handle?: { bytesWritten: number; writeQueueSize: number } };
  return handle ? handle.bytesWritten - handle.writeQueueSize : socket.bytesWritten;
}
