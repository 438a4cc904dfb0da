import { defineProblem } from '../../common/problem.js';

export class NotificationNotFound extends defineProblem(
  404,
  'notification-not-found',
  'There is no such notification',
) {}
