import { createHash, randomBytes } from 'node:crypto';

const PREFIX = 'cal_';
const HINT_LENGTH = PREFIX.length + 4;

/** 32 random bytes after a prefix by which a scanner finds a link that leaked. */
export const CALENDAR_TOKEN_PATTERN = /^cal_[\w-]{43}$/;

export const newCalendarToken = (): string => PREFIX + randomBytes(32).toString('base64url');

/** The hash by which the database finds a link. */
export const calendarTokenHash = (token: string): Buffer => createHash('sha256').update(token).digest();

/** How a token begins: its owner recognizes it, and 232 bits of it stay unknown. */
export const calendarTokenHint = (token: string): string => token.slice(0, HINT_LENGTH);
