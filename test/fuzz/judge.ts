import type { Contract } from '../support/contract.ts';
import { type Answer, asCurl } from './http.ts';
import type { Operation } from './operations.ts';
import { isDocumented } from './documented-rules.ts';
import type { FuzzedRequest } from './requests.ts';

/** An answer that the document doesn't allow. */
export interface Finding {
  operation: string;
  kind: string;
  /** The first of them, for a shell. */
  curl: string;
  answer: string;
  count: number;
}

/** What a server says of a request that it doesn't understand, whatever its state. */
const NOT_UNDERSTOOD = new Set([
  'validation-failed',
  'malformed-body',
  'malformed-request',
  'unsupported-media-type',
]);

/** Compares answers with the document, and collects the differences. */
export class Judge {
  private readonly byKey = new Map<string, Finding>();
  private readonly contract: Contract;
  private readonly baseUrl: string;

  constructor(contract: Contract, baseUrl: string) {
    this.contract = contract;
    this.baseUrl = baseUrl;
  }

  get findings(): Finding[] {
    return [...this.byKey.values()];
  }

  /** @param answer what came, or why nothing did */
  judge(operation: Operation, request: FuzzedRequest, answer: Answer | Error): void {
    for (const kind of this.differences(operation, request, answer)) {
      const key = `${operation.id} ${kind}`;
      const known = this.byKey.get(key);
      if (known) known.count++;
      else
        this.byKey.set(key, {
          operation: operation.id,
          kind,
          curl: asCurl(this.baseUrl, request),
          answer:
            answer instanceof Error
              ? `${answer.message} ${answer.cause instanceof Error ? answer.cause.message : ''}`
              : `${answer.status} ${JSON.stringify(answer.body)}`.slice(0, 600),
          count: 1,
        });
    }
  }

  private *differences(
    operation: Operation,
    request: FuzzedRequest,
    answer: Answer | Error,
  ): Generator<string> {
    if (answer instanceof Error) return yield `no answer: ${answer.message}`;
    const { status, body } = answer;
    if (status >= 500) yield `${status} ${codeOf(body)}`;
    try {
      this.contract.check(operation.method, request.path, answer);
    } catch (error) {
      yield general((error as Error).message);
    }
    if (codeOf(body) === 'route-not-found') yield 'no such route';
    if (request.isUnjudged) return;
    if (request.broken && status < 300 && !isRefusedInPart(body))
      yield `accepted, though forbidden: ${request.broken}`;
    if (
      !request.broken &&
      NOT_UNDERSTOOD.has(codeOf(body)) &&
      !isDocumented(this.contract.document, operation, body)
    )
      yield `refused, though allowed: ${reasonsOf(body)}`;
  }
}

/** Where an answer has a result for each part of the request, one of a part that isn't valid is 400. */
const isRefusedInPart = (body: unknown): boolean =>
  (body as { results?: { status: number }[] } | null)?.results?.some(({ status }) => status === 400) === true;

const codeOf = (body: unknown): string => (body as { code?: string } | null)?.code ?? '';

function reasonsOf(body: unknown): string {
  const { code, detail, errors } = body as {
    code: string;
    detail?: string;
    errors?: { field: string; message: string }[];
  };
  const reasons = errors?.map(({ field, message }) => `${field}: ${message}`) ?? [detail ?? ''];
  return general(`${code} ${[...new Set(reasons)].join('; ')}`);
}

/** Without what differs between requests. */
const general = (text: string): string =>
  text
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, '<id>')
    .replaceAll(/\.\d+(?=[.:]|$)/g, '.<n>')
    .slice(0, 300);
