import { Injectable } from '@nestjs/common';
import type { PageQuery } from '../../common/pagination.js';
import { SingleRead } from '../../tenancy/single-read.decorator.js';
import type { MergedTaskDto, MergedTaskPageDto } from './dto/external-task.dto.js';
import type { ExternalTask } from './external-item.js';
import { ExternalTasksCache } from './external-tasks-cache.js';
import { ExternalTasksRepository, type Place } from './external-tasks.repository.js';

@Injectable()
export class ExternalTasksService {
  constructor(
    private readonly external: ExternalTasksCache,
    private readonly merged: ExternalTasksRepository,
  ) {}

  /** Local and external tasks together, newest first. What is wrong outside is told, and never an error. */
  async list({ page, limit }: PageQuery): Promise<MergedTaskPageDto> {
    // Before the transaction: no connection waits for the outside.
    const { tasks, warnings } = await this.external.read();
    const { places, total } = await this.findPlaces(tasks, { page, limit });
    const data = places.map((place) => toDto(place, tasks));
    return { data, page, limit, total: total + tasks.length, warnings };
  }

  @SingleRead()
  private findPlaces(tasks: ExternalTask[], query: PageQuery): Promise<{ places: Place[]; total: number }> {
    const created = tasks.map(({ createdAt }) => createdAt);
    return this.merged.findPage(created, query);
  }
}

function toDto(place: Place, tasks: ExternalTask[]): MergedTaskDto {
  if ('local' in place) return { source: 'local', ...place.local, url: null };
  return { source: 'external', number: null, ...(tasks[place.external] as ExternalTask) };
}
