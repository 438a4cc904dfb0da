import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { Problem } from '../../common/problem.js';
import { Authenticator, bearerOf } from '../../access/authenticator.js';
import { PlatformAdmins } from '../../access/platform-admins.js';
import { ACCESS_TOKEN_LIFETIME } from '../../access/tokens.js';

const NAME = 'taskflow_queues';

/**
 * The sessions of the queue board for browsers, which send no bearer token by themselves: the access token is stored
 * in a cookie that scripts can't read and that isn't sent to other sites or paths. It expires with the token and its
 * session.
 */
@Injectable()
export class BoardSessions {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly platformAdmins: PlatformAdmins,
    private readonly config: Config,
  ) {}

  /** @param authorization the header of a platform admin, which the guards have verified */
  cookieFor(authorization: string | undefined): string {
    const secure = this.config.publicUrl.startsWith('https:') ? '; Secure' : '';
    const limits = `Path=/admin/queues; Max-Age=${ACCESS_TOKEN_LIFETIME}; HttpOnly; SameSite=Strict${secure}`;
    return `${NAME}=${bearerOf(authorization)}; ${limits}`;
  }

  /** Whether the cookies of a request belong to a current platform admin. */
  async admits(cookies: string | undefined): Promise<boolean> {
    const token = new RegExp(`(?:^|; *)${NAME}=([^;]+)`).exec(cookies ?? '')?.[1];
    if (token === undefined) return false;
    try {
      const { principal } = await this.authenticator.authenticate(token);
      const { userId, tokenId } = principal;
      return tokenId === undefined && (await this.platformAdmins.has(userId));
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return false;
      throw error;
    }
  }
}
