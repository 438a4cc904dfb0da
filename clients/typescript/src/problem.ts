/** What the API answers when it refuses a request (RFC 9457). */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail?: string;
  instance?: string;
  /** Stable, in kebab-case: `version-conflict`. */
  code: string;
  requestId: string;
  errors?: { field: string; message: string }[];
  [extension: string]: unknown;
}

/** An answer that isn't a success, as an error to throw. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  readonly code: string;

  constructor(readonly problem: Problem) {
    super(`${problem.title}${problem.detail ? `: ${problem.detail}` : ''} (${problem.code})`);
    this.status = problem.status;
    this.code = problem.code;
  }

  /** The problem that an answer carries; one that a proxy made of no problem gets a code of its own. */
  static async from(response: Response): Promise<ProblemError> {
    const problem = /json/.test(response.headers.get('content-type') ?? '')
      ? ((await response.json().catch(() => undefined)) as Problem | undefined)
      : undefined;
    return new ProblemError(
      problem?.code
        ? problem
        : {
            type: 'about:blank',
            title: response.statusText || 'The answer is no problem of the API',
            status: response.status,
            code: 'unknown-answer',
            requestId: response.headers.get('x-request-id') ?? '',
          },
    );
  }
}

/**
 * The data of a call's success.
 * @throws ProblemError when the call was refused
 */
export async function ok<Data>(
  call: Promise<{ data?: Data; error?: unknown; response: Response }>,
): Promise<Data> {
  const { data, error, response } = await call;
  if (response.ok) return data as Data;
  if (error && typeof error === 'object' && 'code' in error) throw new ProblemError(error as Problem);
  throw await ProblemError.from(new Response(null, response));
}
