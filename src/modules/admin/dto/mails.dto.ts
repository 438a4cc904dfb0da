import { PageDto } from '../../../http/page-query.dto.js';

/** A mail as it was printed to the log. */
export class LoggedMailDto {
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  id: string;
  /** @example ann@example.com */
  to: string;
  /** @example "Invitation to Acme" */
  subject: string;
  /** @example "Olivia invites you to the organization \"Acme\" on TaskFlow." */
  text: string;
  /** What its reader is to open; null when there is nothing. @example "http://127.0.0.1:3000/app/#/join?token=inv_kW3o" */
  link: string | null;
  sentAt: Date;
}

export class LoggedMailPageDto extends PageDto {
  data: LoggedMailDto[];
}
