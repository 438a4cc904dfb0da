import { Injectable } from '@nestjs/common';
import { CredentialsRepository } from './credentials.repository.js';

/** The users with the platform-admin flag. Read at each request: operators' calls are few, and the flag ends at once. */
@Injectable()
export class PlatformAdmins {
  constructor(private readonly credentials: CredentialsRepository) {}

  has(userId: string): Promise<boolean> {
    return this.credentials.isPlatformAdmin(userId);
  }
}
