import { Injectable } from '@nestjs/common';
import { CredentialsRepository } from './credentials.repository.js';

/** Who operates the platform. Read each time: operators' calls are few, and the right to them ends at once. */
@Injectable()
export class PlatformAdmins {
  constructor(private readonly credentials: CredentialsRepository) {}

  has(userId: string): Promise<boolean> {
    return this.credentials.isPlatformAdmin(userId);
  }
}
