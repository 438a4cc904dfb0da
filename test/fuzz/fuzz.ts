import type { Contract } from '../support/contract.ts';
import { type Answer, send } from './http.ts';
import { type Finding, Judge } from './judge.ts';
import { type Operation, operationsOf, RequestSchemas } from './operations.ts';
import { Random } from '../support/random.ts';
import { RequestMaker } from './requests.ts';
import { type Operators, World } from './world.ts';

export interface FuzzOptions {
  baseUrl: string;
  contract: Contract;
  seed: number;
  requests: number;
  /** Names of the operations to be asked; all of them when left out. */
  only?: string[];
  /** Makes a user a platform admin; left out where that can't be done. */
  makeOperator?: Operators['make'];
  onProgress?: (sent: number) => void;
  /** Ends it before all requests are sent. */
  signal?: AbortSignal;
}

export interface FuzzResult {
  requests: number;
  findings: Finding[];
  /** How many answers there were of each status. */
  statuses: Map<number, number>;
  /** How many requests each operation got, and how many of them succeeded. */
  operations: Map<string, { requests: number; successes: number }>;
  /** How often the organization had to be made anew. */
  worlds: number;
}

/** What may end the session, membership or organization of the callers, or raise them: asked last in each round. */
const ENDING = new Set([
  'logout',
  'endAllSessions',
  'endSession',
  'refreshSession',
  'switchOrganization',
  'changePassword',
  'revokeMyApiToken',
  'revokeApiToken',
  'acceptInvitation',
  'updateCurrentOrganization',
  'changeMemberRole',
  'removeMember',
  'transferOwnership',
  'deactivateUser',
  'changeOrganizationPlan',
  'suspendOrganization',
  'deleteOrganization',
  'purgeOrganization',
  'deleteCurrentOrganization',
]);

/** How often they are asked, of what others are: each may cost an organization. */
const ENDING_SHARE = 0.4;

/** How often each operation is asked before those that end something. */
const A_ROUND = 10;

/** Asks each operation of the document for what it allows and what it forbids, one request after the other. */
export async function fuzz(options: FuzzOptions): Promise<FuzzResult> {
  const { baseUrl, contract, seed, requests, only, makeOperator, onProgress, signal } = options;
  const schemas = new RequestSchemas(contract.document);
  const all = operationsOf(contract.document).filter(({ id }) => !only || only.includes(id));
  if (all.length === 0) throw new Error(`There is no operation ${only?.join(', ')}`);
  const judge = new Judge(contract, baseUrl);
  const result: FuzzResult = {
    requests: 0,
    findings: [],
    statuses: new Map(),
    operations: new Map(),
    worlds: 0,
  };
  const order = new Random(seed);
  const operators: Operators = { make: makeOperator };
  let world: World | undefined;
  while (result.requests < requests && !signal?.aborted) {
    for (const operation of round(all, order, requests - result.requests)) {
      if (signal?.aborted) break;
      if (!world) {
        world = await World.create(baseUrl, operators);
        result.worlds++;
      }
      const random = new Random(seed, operation.id, result.requests);
      const request = new RequestMaker(random, schemas, world).make(operation);
      const answer = await send(baseUrl, request).catch((error: Error) => error);
      judge.judge(operation, request, answer);
      count(result, operation, answer);
      onProgress?.(result.requests);
      if (answer instanceof Error) continue;
      world.learn(request.method, request.path, answer);
      if (ENDING.has(operation.id) && answer.status < 300 && !(await world.revive())) world = undefined;
    }
    world = undefined;
  }
  return { ...result, findings: judge.findings };
}

function round(all: Operation[], random: Random, left: number): Operation[] {
  const times = Math.max(1, Math.min(A_ROUND, Math.ceil(left / all.length)));
  const repeated = (operations: Operation[], share: number): Operation[] =>
    random.shuffle(Array.from({ length: Math.ceil(times * share) }, () => operations).flat());
  const ending = all.filter(({ id }) => ENDING.has(id));
  return [
    ...repeated(
      all.filter((one) => !ending.includes(one)),
      1,
    ),
    ...repeated(ending, ENDING_SHARE),
  ];
}

function count(result: FuzzResult, { id }: Operation, answer: Answer | Error): void {
  result.requests++;
  const status = answer instanceof Error ? 0 : answer.status;
  result.statuses.set(status, (result.statuses.get(status) ?? 0) + 1);
  const { requests = 0, successes = 0 } = result.operations.get(id) ?? {};
  const isSuccess = status >= 200 && status < 400;
  result.operations.set(id, { requests: requests + 1, successes: successes + Number(isSuccess) });
}
