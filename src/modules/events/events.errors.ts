import { defineProblem } from '../../common/problem.js';

export class UpgradeRequired extends defineProblem(
  426,
  'upgrade-required',
  'This is a WebSocket',
  'Connect with a WebSocket client, or read GET /events instead.',
) {
  override headers = { upgrade: 'websocket', connection: 'Upgrade' };
}

export class OriginNotAllowed extends defineProblem(
  403,
  'origin-not-allowed',
  'Pages of this origin may not connect',
  'Operators list the origins of web applications in CORS_ORIGINS.',
) {}

export class InvalidTicket extends defineProblem(
  401,
  'invalid-ticket',
  'The ticket is not valid',
  'A ticket can be used once, within 60 seconds. POST /auth/ws-ticket issues another one.',
) {}
