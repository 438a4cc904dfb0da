import { TokenRevoked } from './access.errors.js';

/** Of a foreign key in PostgreSQL's codes. */
const FOREIGN_KEY_VIOLATION = '23503';
/** The constraints of what belongs to a user or a membership. */
const OF_A_USER = /_(user_id|invited_by)_fkey$/;

/** The problem of a request whose user was deleted while it ran, in place of the violated foreign key; else the error. */
export function asDeletedAccount(error: unknown): unknown {
  const { code, constraint } = ((error as { driverError?: object }).driverError ?? error) as {
    code?: unknown;
    constraint?: unknown;
  };
  const isGone =
    code === FOREIGN_KEY_VIOLATION && typeof constraint === 'string' && OF_A_USER.test(constraint);
  return isGone ? new TokenRevoked() : error;
}
