import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Role } from '../../context/principal.js';
import { SharedTransaction } from '../../database/shared-transaction.js';
import type { VerifiedSession } from '../../access/verified-session.js';
import { TICKET_LIFETIME } from './ticket.js';

interface Row {
  userId: string;
  organizationId: string;
  role: Role;
  sessionId: string;
  issuedAt: number;
  expiresAt: number;
}

const hashOf = (ticket: string): Buffer => createHash('sha256').update(ticket).digest();

@Injectable()
export class TicketsRepository {
  constructor(private readonly shared: SharedTransaction) {}

  async insert(ticket: string, { principal, issuedAt, expiresAt }: VerifiedSession): Promise<void> {
    const { userId, organizationId, role, sessionId } = principal;
    await this.shared.manager.query(
      `WITH outdated AS (DELETE FROM public.socket_tickets WHERE created_at < now() - make_interval(secs => $8))
       INSERT INTO public.socket_tickets
         (ticket_hash, user_id, organization_id, role, session_id, token_issued_at, token_expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [hashOf(ticket), userId, organizationId, role, sessionId, issuedAt, expiresAt, TICKET_LIFETIME],
    );
  }

  /** Takes a ticket out of use. @returns what it stands for, undefined when it stands for nothing */
  async redeem(ticket: string): Promise<VerifiedSession | undefined> {
    const [rows]: [Row[]] = await this.shared.manager.query(
      `DELETE FROM public.socket_tickets
       WHERE ticket_hash = $1 AND created_at > now() - make_interval(secs => $2)
       RETURNING user_id AS "userId", organization_id AS "organizationId", role, session_id AS "sessionId",
                 token_issued_at AS "issuedAt", token_expires_at AS "expiresAt"`,
      [hashOf(ticket), TICKET_LIFETIME],
    );
    if (!rows[0]) return undefined;
    const { issuedAt, expiresAt, ...principal } = rows[0];
    return { principal, issuedAt, expiresAt };
  }
}
