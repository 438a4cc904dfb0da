import { PROBLEMS } from '../texts/common.ts';
/** A refusal of the API: problem+json of RFC 9457. */
export interface Problem {
  status: number;
  code: string;
  title: string;
  detail?: string;
  requestId?: string;
  errors?: { field: string; message: string }[];
}

/** What every failed call throws. */
export class ApiError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail ?? problem.title);
    this.name = 'ApiError';
  }

  get code(): string {
    return this.problem.code;
  }

  /** The message of each field that was refused, by its name. */
  get fields(): Record<string, string> {
    return Object.fromEntries((this.problem.errors ?? []).map(({ field, message }) => [field, message]));
  }
}

/** The server can't be reached, or a proxy in between answered. */
const UNREACHABLE: Problem = {
  status: 0,
  code: 'unreachable',
  title: PROBLEMS.unreachable,
  detail: PROBLEMS.unreachableDetail,
};

export async function errorOf(response: Response | undefined): Promise<ApiError> {
  if (!response) return new ApiError(UNREACHABLE);
  try {
    const problem = (await response.json()) as Problem;
    if (typeof problem.code === 'string') return new ApiError(problem);
  } catch {
    // Not an answer of the API.
  }
  const { status } = response;
  return new ApiError(
    status >= 502
      ? UNREACHABLE
      : { status, code: 'unknown', title: PROBLEMS.unknown(status), detail: PROBLEMS.unknownDetail },
  );
}

export const toApiError = (error: unknown): ApiError =>
  error instanceof ApiError ? error : new ApiError({ ...UNREACHABLE });

export const isCode = (error: unknown, ...codes: string[]): boolean =>
  error instanceof ApiError && codes.includes(error.code);
