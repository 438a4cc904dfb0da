import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { Sequencer } from '../../change-log/sequencer.js';
import { eventLoopYielder } from '../../common/event-loop.js';
import { Problem } from '../../common/problem.js';
import { RequestContext } from '../../context/request-context.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { PermissionDenied } from '../../access/access.errors.js';
import { may } from '../../access/permissions.js';
import { PlanLimits } from '../plans/plan-limits.js';
import { quotaUsage } from '../plans/quotas.js';
import { type Operation, readOperation } from './bulk-operation.js';
import type { BulkDto, BulkResultsDto } from './dto/bulk.dto.js';
import { TaskAccess } from './task-access.js';
import type { Task } from './task.js';
import { FailedDependency } from './tasks.errors.js';
import { type NewTask, TasksRepository } from './tasks.repository.js';
import { TasksService } from './tasks.service.js';

/** What became of an operation: the task, nothing of a deleted one, or why it failed. */
type Outcome = Task | Problem | undefined;

const SUCCESS = { create: 201, update: 200, delete: 204 } as const;

/** Ends an atomic run and takes its outcomes out of what is undone. */
class Undone extends Error {
  constructor(readonly outcomes: unknown[]) {
    super('An operation failed.');
  }
}

/** Many writes in one transaction. Each follows the rules of the call that it stands for. */
@Injectable()
export class BulkService {
  constructor(
    private readonly tasks: TasksService,
    private readonly access: TaskAccess,
    private readonly repository: TasksRepository,
    private readonly sequencer: Sequencer,
    private readonly limits: PlanLimits,
    private readonly tenant: TenantTransaction,
    private readonly context: RequestContext,
  ) {}

  async run({ operations: given, atomic = false }: BulkDto): Promise<BulkResultsDto> {
    // Before the lock that other writers wait for.
    const operations: (Operation | Problem)[] = [];
    const yieldIfDue = eventLoopYielder();
    for (const one of given) {
      operations.push(await problemOf(this.read(one)));
      await yieldIfDue();
    }
    const outcomes = await (atomic ? this.runAtomically(operations) : this.runEach(operations));
    const requestId = this.context.requestId ?? '';
    const results = outcomes.map((outcome, index) => {
      if (!(outcome instanceof Problem))
        return { status: SUCCESS[(operations[index] as Operation).op], ...(outcome && { task: outcome }) };
      return { status: outcome.status, problem: outcome.describe('/tasks/bulk', requestId) };
    });
    return { results };
  }

  private async read(given: unknown): Promise<Operation> {
    const { principal } = this.context;
    const operation = await readOperation(given, principal.organizationId);
    if (may(principal, `task:${operation.op}`)) return operation;
    throw new PermissionDenied({
      detail: `This needs the permission task:${operation.op}, which the role ${principal.role} or the token lacks.`,
    });
  }

  private async runAtomically(operations: (Operation | Problem)[]): Promise<Outcome[]> {
    try {
      if (!operations.every(isOperation)) throw new Undone(operations);
      return await this.runAll(operations);
    } catch (error) {
      if (!(error instanceof Undone)) throw error;
      return operations.map((_, index) => {
        const outcome = error.outcomes[index];
        return isProblem(outcome) ? outcome : new FailedDependency();
      });
    }
  }

  @Transactional()
  private runAll(operations: Operation[]): Promise<Outcome[]> {
    // The transaction may be a larger one, which goes on when this is undone.
    return this.tenant.attempt(async () => {
      this.access.requireTaskWrites(await this.sequencer.lock());
      const outcomes: Outcome[] = [];
      for (const group of groupsOf(operations)) {
        outcomes.push(...(await this.runGroup(group)));
        if (outcomes.some(isProblem)) throw new Undone(outcomes);
      }
      return outcomes;
    });
  }

  @Transactional()
  private async runEach(operations: (Operation | Problem)[]): Promise<Outcome[]> {
    // Locked first and until the end, so that no two writers can wait for each other.
    this.access.requireTaskWrites(await this.sequencer.lock());
    const outcomes: Outcome[] = [];
    for (const group of groupsOf(operations)) outcomes.push(...(await this.runGroup(group)));
    return outcomes;
  }

  private async runGroup(group: (Operation | Problem)[]): Promise<Outcome[]> {
    const [first] = group;
    if (!first || isProblem(first) || first.op === 'create') return this.createAll(group as Creation[]);
    return [await problemOf(this.tenant.attempt(() => this.write(first)))];
  }

  /** Creates tasks in their order by one statement, and leaves out those that can't be. */
  private async createAll(group: Creation[]): Promise<Outcome[]> {
    const prepared = await Promise.all(
      group.map(async (one) => (isProblem(one) ? one : problemOf(this.tasks.prepare(one.body)))),
    );
    const wanted = prepared.filter((one): one is NewTask => !isProblem(one));
    const { usage, limit } = quotaUsage(await this.sequencer.lock(), 'tasks');
    const remaining = Math.max((limit ?? Infinity) - usage, 0);
    const inserted = await this.repository.insertAll(wanted.slice(0, remaining));
    const refused =
      inserted.length < wanted.length
        ? await problemOf(this.limits.require('tasks', { usage: usage + inserted.length, limit }))
        : undefined;
    return prepared.map((one) => (isProblem(one) ? one : (inserted.shift() ?? (refused as Problem))));
  }

  private async write(operation: Exclude<Operation, { op: 'create' }>): Promise<Task | undefined> {
    const { reference, expected } = operation;
    if (operation.op === 'update') return this.tasks.update(reference, operation.body, expected);
    await this.tasks.delete(reference, expected);
    return undefined;
  }
}

type Creation = Extract<Operation, { op: 'create' }> | Problem;

const isProblem = (one: unknown): one is Problem => one instanceof Problem;
const isOperation = (one: Operation | Problem): one is Operation => !isProblem(one);

/** The result, or the problem of the client's that there was instead; our own are thrown. */
function problemOf<T>(result: Promise<T>): Promise<T | Problem> {
  return result.catch((error: unknown) => {
    if (isProblem(error) && error.status < 500) return error;
    throw error;
  });
}

/** Successive creations, which are one statement, and everything else one by one: a subtask counts those before it. */
function groupsOf<T extends Operation | Problem>(operations: T[]): T[][] {
  const groups: T[][] = [];
  let creations: T[] | undefined;
  for (const one of operations) {
    if (!isProblem(one) && (one.op !== 'create' || one.body.parentId)) {
      creations = undefined;
      groups.push([one]);
    } else if (creations) creations.push(one);
    else groups.push((creations = [one]));
  }
  return groups;
}
