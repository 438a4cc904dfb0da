import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { v7 as uuidv7 } from 'uuid';
import { SecretBox } from '../../common/secret-box.js';
import { Config } from '../../config/config.js';
import { deriveKeys } from '../../config/derived-keys.js';
import { RequestContext } from '../../context/request-context.js';
import { checkOutgoingUrl } from '../../http/outgoing/outgoing-url.js';
import { SecretRotation } from '../../tenancy/secret-rotation.js';
import { SingleStatement } from '../../tenancy/tenant-transaction.decorators.js';
import type { ExternalSourceDto, PutExternalSourceDto } from './dto/external-source.dto.js';
import { ExternalSourceNotFound } from './external-source.errors.js';
import { ExternalSourcesRepository, type StoredSource } from './external-sources.repository.js';
import type { OwnSource } from './external-tasks-cache.js';

/** The source of external tasks that an organization sets for itself. Its token is stored encrypted, and never shown. */
@Injectable()
export class ExternalSourceService {
  private readonly box: SecretBox;

  constructor(
    private readonly sources: ExternalSourcesRepository,
    private readonly context: RequestContext,
    private readonly config: Config,
    rotation: SecretRotation,
  ) {
    this.box = new SecretBox(deriveKeys(config, 'external-source'));
    rotation.addTenant('external sources', () => this.reseal());
  }

  /** The source to read, with its token. */
  async find(): Promise<OwnSource | undefined> {
    const stored = await this.findStored();
    if (!stored) return undefined;
    const { url, token, map, pages, revision } = stored;
    const opened = token && this.box.open(token, this.organizationId);
    return {
      organizationId: this.organizationId,
      revision,
      url,
      map,
      pages,
      ...(opened && { token: opened.toString() }),
    };
  }

  /** @throws ExternalSourceNotFound */
  async get(): Promise<ExternalSourceDto> {
    const stored = await this.findStored();
    if (!stored) throw new ExternalSourceNotFound();
    return toDto(stored);
  }

  /** @throws ValidationFailed */
  @Transactional()
  async put({ url, token, map = {}, pages = 'link' }: PutExternalSourceDto): Promise<ExternalSourceDto> {
    checkOutgoingUrl(url, this.config.webhooksAllowPrivate);
    const stored = await this.sources.lock();
    const isSameOrigin = stored !== undefined && new URL(stored.url).origin === new URL(url).origin;
    const sealed = token ? this.box.seal(Buffer.from(token), this.organizationId) : null;
    // An admin who may set the URL must not get the token sent where they read it.
    const kept = token === undefined && isSameOrigin ? stored.token : sealed;
    return toDto(await this.sources.put({ url, token: kept, map, pages, revision: uuidv7() }));
  }

  /** @throws ExternalSourceNotFound */
  @SingleStatement()
  async delete(): Promise<void> {
    if (!(await this.sources.delete())) throw new ExternalSourceNotFound();
  }

  @SingleStatement()
  private findStored(): Promise<StoredSource | undefined> {
    return this.sources.find();
  }

  private async reseal(): Promise<{ found: number; resealed: number; unreadable: number }> {
    const token = (await this.sources.lock())?.token;
    if (!token) return { found: 0, resealed: 0, unreadable: 0 };
    const sealed = this.box.reseal(token, this.organizationId);
    if (!sealed) return { found: 1, resealed: 0, unreadable: 1 };
    if (sealed === token) return { found: 1, resealed: 0, unreadable: 0 };
    await this.sources.replaceToken(sealed);
    return { found: 1, resealed: 1, unreadable: 0 };
  }

  private get organizationId(): string {
    return this.context.principal.organizationId;
  }
}

const toDto = ({ url, token, map, pages, updatedAt }: StoredSource): ExternalSourceDto => ({
  url,
  hasToken: token !== null,
  map,
  pages,
  updatedAt,
});
