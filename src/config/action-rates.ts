import type { Environment } from './environment.js';
import { parseRate, type Rate } from './rate.js';

/** How often actions that any user may request, and that create rows, schemas or mail, may be done; left out: without a limit. */
export interface ActionRates {
  /** Registrations from one address. */
  registrations?: Rate;
  /** Forgotten passwords, from one address. */
  passwordResets?: Rate;
  /** Changes of e-mail address or user name by one account. */
  accountChanges?: Rate;
  /** Organizations made by one account. */
  organizations?: Rate;
  /** Invitations sent by one account. */
  invitations?: Rate;
  /** API tokens made by one account. */
  apiTokens?: Rate;
  /** Files of their own data that one account downloads. */
  accountExports?: Rate;
  /** Calendars read by the links of one account. */
  calendarReads?: Rate;
  /** Mails of a kind that one address gets without having asked for them, or without being verified. */
  mailsPerRecipient?: Rate;
  /** How many organizations a user may make and own. */
  organizationsPerUser?: number;
}

/** `off` is no rate, and no number. */
export function actionRatesOf(environment: Environment): ActionRates {
  const count = Number(environment.ORGANIZATIONS_PER_USER);
  return {
    registrations: parseRate(environment.LIMIT_REGISTRATIONS),
    passwordResets: parseRate(environment.LIMIT_PASSWORD_RESETS),
    accountChanges: parseRate(environment.LIMIT_ACCOUNT_CHANGES),
    organizations: parseRate(environment.LIMIT_ORGANIZATIONS),
    invitations: parseRate(environment.LIMIT_INVITATIONS),
    apiTokens: parseRate(environment.LIMIT_API_TOKENS),
    accountExports: parseRate(environment.LIMIT_ACCOUNT_EXPORTS),
    calendarReads: parseRate(environment.LIMIT_CALENDAR_READS),
    mailsPerRecipient: parseRate(environment.LIMIT_MAILS_PER_RECIPIENT),
    organizationsPerUser: Number.isNaN(count) ? undefined : count,
  };
}
