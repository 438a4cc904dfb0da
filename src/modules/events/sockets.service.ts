import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type WebSocket, WebSocketServer } from 'ws';
import { requireKnownOrigin } from '../../http/origin.js';
import { isUpgrade, takeUpgrade } from '../../http/upgrade.js';
import { Config } from '../../config/config.js';
import type { Principal } from '../../context/principal.js';
import { RequestContext } from '../../context/request-context.js';
import { NotAuthenticated, PermissionDenied, TenantMismatch } from '../../access/access.errors.js';
import { Authenticator, bearerOf } from '../../access/authenticator.js';
import { may } from '../../access/permissions.js';
import { namesTenantOf } from '../../access/tenant-header.js';
import type { VerifiedCaller } from '../../access/verified-session.js';
import type { SocketQueryDto } from './dto/events.dto.js';
import { StreamRegistry, type PreparedStream } from './stream-registry.js';
import { InvalidTicket, UpgradeRequired } from './events.errors.js';
import { SocketSink } from './socket-sink.js';
import { TicketsRepository } from './tickets.repository.js';

const SUBPROTOCOL = 'taskflow';
const BEARER_SUBPROTOCOL = /(?:^|[\s,])bearer\.([^\s,]+)/;
/** RFC 6455: the client sent something that isn't expected. */
const UNSUPPORTED_DATA = 1003;

interface Credentials {
  verified: VerifiedCaller;
  confirm: () => Promise<unknown>;
}

/** Whether a request is what RFC 6455 (4.1) wants: the library would answer by itself to one that isn't. */
const isHandshake = ({ headers }: FastifyRequest): boolean =>
  headers['sec-websocket-version'] === '13' &&
  /^[+/0-9A-Za-z]{22}==$/.test(headers['sec-websocket-key'] ?? '');

/** WebSockets. A refusal is an HTTP response, sent before the upgrade. */
@Injectable()
export class SocketsService {
  private readonly server = new WebSocketServer({
    noServer: true,
    maxPayload: 1024,
    perMessageDeflate: false,
    // A token among the subprotocols is never repeated.
    handleProtocols: (offered) => offered.has(SUBPROTOCOL) && SUBPROTOCOL,
  });

  constructor(
    private readonly config: Config,
    private readonly streams: StreamRegistry,
    private readonly tickets: TicketsRepository,
    private readonly authenticator: Authenticator,
    private readonly context: RequestContext,
  ) {}

  /** @throws Problem: one of those that the handler raises */
  async connect(
    { ticket, after, ...interest }: SocketQueryDto,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    if (!isUpgrade(request.raw) || !isHandshake(request)) throw new UpgradeRequired();
    // No cookie authenticates here, so a foreign page could do nothing with a connection. It gets none all the same:
    // it belongs to no client that the operator knows.
    requireKnownOrigin(request, this.config.corsOrigins);
    const credentials = await this.authenticate(request, ticket);
    const { principal } = credentials.verified;
    this.requireSameOrganization(principal, request);
    if (!may(principal, 'event:read'))
      throw new PermissionDenied({ detail: 'This needs the permission event:read.' });
    const stream = await this.streams.prepare({ ...credentials, interest, after });
    this.upgrade(stream, request, reply);
  }

  private upgrade(stream: PreparedStream, request: FastifyRequest, reply: FastifyReply): void {
    const upgrade = takeUpgrade(request.raw);
    reply.hijack();
    if (!upgrade) return stream.release();
    const { socket, head } = upgrade;
    socket.once('close', () => stream.release());
    if (socket.destroyed) return stream.release();
    this.server.handleUpgrade(request.raw, socket, head, (webSocket: WebSocket) => {
      webSocket.on('error', () => webSocket.terminate());
      webSocket.on('message', () => webSocket.close(UNSUPPORTED_DATA, 'no messages are expected'));
      stream.start(new SocketSink(webSocket));
    });
  }

  private async authenticate({ headers }: FastifyRequest, ticket?: string): Promise<Credentials> {
    if (ticket !== undefined) return this.redeem(ticket);
    const offered = BEARER_SUBPROTOCOL.exec(headers['sec-websocket-protocol'] ?? '')?.[1];
    const bearer = bearerOf(headers.authorization) ?? offered;
    if (bearer === undefined) throw new NotAuthenticated();
    const confirm = () => this.authenticator.authenticate(bearer);
    return { verified: await confirm(), confirm };
  }

  private async redeem(ticket: string): Promise<Credentials> {
    const verified = await this.tickets.redeem(ticket);
    if (!verified) throw new InvalidTicket();
    const confirm = () => this.authenticator.confirm(verified);
    await confirm();
    return { verified, confirm };
  }

  private requireSameOrganization(principal: Principal, request: FastifyRequest): void {
    if (!namesTenantOf(principal, request)) throw new TenantMismatch();
    const { hostOrganizationId } = this.context;
    if (hostOrganizationId && hostOrganizationId !== principal.organizationId) throw TenantMismatch.ofHost();
  }
}
