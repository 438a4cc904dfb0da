import { Injectable } from '@nestjs/common';
import { SharedTransaction } from '../../../database/shared-transaction.js';
import { PersonalData } from '../../../tenancy/personal-data.js';
import { PasswordResetRequestsRepository } from './password-reset-requests.repository.js';

/** Where and how a user signs in. It goes with the account by foreign keys. Secrets and their hashes are never handed out. */
@Injectable()
export class AccountPersonalDataRepository {
  constructor(
    private readonly shared: SharedTransaction,
    resetRequests: PasswordResetRequestsRepository,
    personalData: PersonalData,
  ) {
    personalData.addToAccounts({ name: 'sessions', read: ({ id }) => this.findSessions(id) });
    personalData.addToAccounts({ name: 'apiTokens', read: ({ id }) => this.findApiTokens(id) });
    personalData.addToAccounts({ name: 'signInAddresses', read: ({ id }) => this.findAddresses(id) });
    personalData.addToAccounts({ name: 'secondFactor', read: ({ id }) => this.findSecondFactor(id) });
    personalData.addToAccounts({
      name: 'passwordResetRequests',
      erase: ({ email }) => resetRequests.deleteOf(email),
    });
  }

  private findSessions(userId: string): Promise<object[]> {
    return this.shared.manager.query(
      `SELECT id, organization_id AS "organizationId", user_agent AS "userAgent", ip, created_at AS "createdAt",
              authenticated_at AS "authenticatedAt", rotated_at AS "lastUsedAt", expires_at AS "expiresAt"
       FROM public.sessions WHERE user_id = $1 ORDER BY id`,
      [userId],
    );
  }

  private findApiTokens(userId: string): Promise<object[]> {
    return this.shared.manager.query(
      `SELECT id, organization_id AS "organizationId", name, hint, permissions, created_at AS "createdAt",
              expires_at AS "expiresAt", last_used_at AS "lastUsedAt"
       FROM public.api_tokens WHERE user_id = $1 ORDER BY id`,
      [userId],
    );
  }

  private findAddresses(userId: string): Promise<object[]> {
    return this.shared.manager.query(
      `SELECT network, last_sign_in_at AS "lastSignInAt" FROM public.sign_in_addresses
       WHERE user_id = $1 ORDER BY network`,
      [userId],
    );
  }

  private async findSecondFactor(userId: string): Promise<object> {
    const [row]: { confirmedAt: Date | null; recoveryCodesLeft: number }[] = await this.shared.manager.query(
      `SELECT (SELECT confirmed_at FROM public.totp_secrets WHERE user_id = $1) AS "confirmedAt",
              (SELECT count(*)::int FROM public.recovery_codes WHERE user_id = $1) AS "recoveryCodesLeft"`,
      [userId],
    );
    return row as object;
  }
}
