import { defineProblem } from '../../common/problem.js';

export class UpgradeRequired extends defineProblem(
  426,
  'upgrade-required',
  'This is a WebSocket',
  'Connect with a WebSocket client, or read GET /events instead.',
) {
  override headers = { upgrade: 'websocket', connection: 'Upgrade' };
}

export class InvalidTicket extends defineProblem(
  401,
  'invalid-ticket',
  'The ticket is not valid',
  'A ticket can be used once, within 60 seconds. POST /auth/ws-ticket issues another one.',
) {}
