import { createSecretKey, randomUUID } from 'node:crypto';
import {
  Body,
  type CanActivate,
  Controller,
  type ExecutionContext,
  Get,
  HttpCode,
  Injectable,
  Module,
  Post,
  Query,
  Req,
  UnauthorizedException,
  UseGuards,
  ValidationPipe,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Type } from 'class-transformer';
import { IsDateString, IsIn, IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';
import jwt from 'jsonwebtoken';
import { DataSource, type EntityManager, EntitySchema, MoreThanOrEqual } from 'typeorm';

/**
 * What is usually written: NestJS and TypeORM by their manuals. A guard that checks the token, DTOs, an entity,
 * a transaction in the organization's schema for each request, `findAndCount` and `save`; no cache, no activity entry,
 * no log.
 */

const { DATABASE_URL, ACCESS_KEY, PORT, POOL_SIZE, FIRST_NUMBER } = process.env as Record<string, string>;
const KEY = createSecretKey(Buffer.from(ACCESS_KEY as string));

interface Task {
  id: string;
  number: number;
  createdAt: Date;
  blockedBy: string[];
  [field: string]: unknown;
}

const bigint = { to: (value: unknown) => value, from: Number };

const TaskEntity = new EntitySchema<Task>({
  name: 'tasks',
  columns: {
    id: { type: 'uuid', primary: true },
    number: { type: 'bigint', transformer: bigint },
    title: { type: 'text' },
    description: { type: 'text', nullable: true },
    status: { type: 'text' },
    priority: { type: 'text' },
    assigneeId: { type: 'uuid', name: 'assignee_id', nullable: true },
    creatorId: { type: 'uuid', name: 'creator_id' },
    projectId: { type: 'uuid', name: 'project_id', nullable: true },
    parentId: { type: 'uuid', name: 'parent_id', nullable: true },
    blockedBy: { type: 'uuid', name: 'blocked_by', array: true, default: [] },
    labels: { type: 'text', array: true, default: [] },
    dueAt: { type: 'timestamptz', name: 'due_at', nullable: true },
    recurrence: { type: 'text', nullable: true },
    completedAt: { type: 'timestamptz', name: 'completed_at', nullable: true },
    version: { type: 'int', default: 1 },
    createdAt: { type: 'timestamptz', name: 'created_at' },
    updatedAt: { type: 'timestamptz', name: 'updated_at' },
  },
});

interface Claims {
  sub: string;
  org: string;
}

interface SignedInRequest {
  headers: { authorization?: string };
  user: Claims;
}

// Node runs this file by stripping its types, which leaves no decorators: they are called by hand.
type Decorate = (target: object, key: string, descriptor: PropertyDescriptor) => void;
const decorate = (target: object, key: string, ...decorators: unknown[]): void => {
  for (const one of decorators)
    (one as Decorate)(target, key, Object.getOwnPropertyDescriptor(target, key) as PropertyDescriptor);
};

class JwtGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<SignedInRequest>();
    try {
      const token = request.headers.authorization?.slice(7) ?? '';
      request.user = jwt.verify(token, KEY, { algorithms: ['HS256'] }) as unknown as Claims;
      return true;
    } catch {
      throw new UnauthorizedException();
    }
  }
}
Injectable()(JwtGuard);

class ListTasksDto {
  page = 1;
  limit = 10;
  status?: string;
  createdAfter?: string;
}
decorate(
  ListTasksDto.prototype,
  'page',
  Type(() => Number),
  IsInt(),
  Min(1),
);
decorate(
  ListTasksDto.prototype,
  'limit',
  Type(() => Number),
  IsInt(),
  Min(1),
  Max(100),
);
decorate(ListTasksDto.prototype, 'status', IsOptional(), IsIn(['CREATED', 'IN_PROGRESS', 'COMPLETED']));
decorate(ListTasksDto.prototype, 'createdAfter', IsOptional(), IsDateString());

class CreateTaskDto {
  title!: string;
  priority!: string;
}
decorate(CreateTaskDto.prototype, 'title', IsString(), Length(1, 200));
decorate(CreateTaskDto.prototype, 'priority', IsIn(['NONE', 'LOW', 'MEDIUM', 'HIGH', 'URGENT']));

const dataSource = await new DataSource({
  type: 'postgres',
  url: DATABASE_URL as string,
  poolSize: Number(POOL_SIZE),
  entities: [TaskEntity],
}).initialize();

interface SubtaskCount {
  id: string;
  total: number;
  completed: number;
}

/** What a list says of the tasks that are related to those of a page. */
async function withRelatives(manager: EntityManager, tasks: Task[]): Promise<object[]> {
  const counts: SubtaskCount[] = await manager.query(
    `SELECT parent_id AS id, count(*)::int AS total, count(*) FILTER (WHERE status = 'COMPLETED')::int AS completed
     FROM tasks WHERE parent_id = ANY ($1) GROUP BY parent_id`,
    [tasks.map(({ id }) => id)],
  );
  const blockers = tasks.flatMap(({ blockedBy }) => blockedBy);
  const open: { id: string }[] = blockers.length
    ? await manager.query(`SELECT id FROM tasks WHERE id = ANY ($1) AND status <> 'COMPLETED'`, [blockers])
    : [];
  return tasks.map((task) => {
    const { total = 0, completed = 0 } = counts.find(({ id }) => id === task.id) ?? {};
    const isBlocked = task.blockedBy.some((id) => open.some((blocker) => blocker.id === id));
    return { ...task, subtasks: { total, completed }, isBlocked };
  });
}

class TasksService {
  async list(org: string, { page, limit, status, createdAfter }: ListTasksDto): Promise<object> {
    return this.inTenant(org, async (manager) => {
      const [tasks, total] = await manager.getRepository(TaskEntity).findAndCount({
        where: {
          ...(status && { status }),
          ...(createdAfter && { createdAt: MoreThanOrEqual(new Date(createdAfter)) }),
        },
        order: { createdAt: 'DESC', number: 'DESC' },
        skip: (page - 1) * limit,
        take: limit,
      });
      return { data: await withRelatives(manager, tasks), page, limit, total };
    });
  }

  create({ org, sub }: Claims, { title, priority }: CreateTaskDto): Promise<Task> {
    return this.inTenant(org, (manager) => {
      const repository = manager.getRepository(TaskEntity);
      const now = new Date();
      return repository.save(
        repository.create({
          id: randomUUID(),
          number: number++,
          title,
          status: 'CREATED',
          priority,
          creatorId: sub,
          createdAt: now,
          updatedAt: now,
        }),
      );
    });
  }

  private inTenant<T>(org: string, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const tenant = `tenant_${org.replaceAll('-', '')}`;
    return dataSource.transaction(async (manager) => {
      await manager.query(`SET LOCAL search_path TO ${tenant}, public`);
      await manager.query(`SET LOCAL ROLE ${tenant}`);
      return work(manager);
    });
  }
}
Injectable()(TasksService);
/** Of its own: all servers create in the same organizations. */
let number = Number(FIRST_NUMBER);

class TasksController {
  private readonly tasks: TasksService;

  constructor(tasks: TasksService) {
    this.tasks = tasks;
  }

  list({ user }: SignedInRequest, query: ListTasksDto): Promise<object> {
    return this.tasks.list(user.org, query);
  }

  create({ user }: SignedInRequest, body: CreateTaskDto): Promise<Task> {
    return this.tasks.create(user, body);
  }
}
const { prototype } = TasksController;
for (const [method, dto, Source] of [
  ['list', ListTasksDto, Query],
  ['create', CreateTaskDto, Body],
] as const) {
  Reflect.defineMetadata('design:paramtypes', [Object, dto], prototype, method);
  Req()(prototype, method, 0);
  Source()(prototype, method, 1);
}
decorate(prototype, 'list', Get());
decorate(prototype, 'create', Post(), HttpCode(201));
Reflect.defineMetadata('design:paramtypes', [TasksService], TasksController);
UseGuards(JwtGuard)(TasksController);
Controller('tasks')(TasksController);

class PlainModule {}
Module({ controllers: [TasksController], providers: [TasksService] })(PlainModule);

const app = await NestFactory.create(PlainModule, new FastifyAdapter(), { logger: ['error'] });
app.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true }));
await app.listen(Number(PORT), '127.0.0.1');
