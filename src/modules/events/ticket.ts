import { randomBytes } from 'node:crypto';

/** Life of a ticket, in seconds. */
export const TICKET_LIFETIME = 60;

export const TICKET_PATTERN = /^wst_[\w-]{43}$/;

export const newTicket = (): string => `wst_${randomBytes(32).toString('base64url')}`;
