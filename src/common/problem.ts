export interface FieldError {
  field: string;
  message: string;
}

export interface ProblemExtras {
  detail?: string;
  errors?: FieldError[];
  /** Further members of the problem object, such as the legal moves of an illegal one. */
  [member: string]: unknown;
}

/** The further members of a kind of problem, each with its JSON Schema and an example in it. */
export type ProblemMembers = Readonly<
  Record<string, { readonly example: unknown; readonly [keyword: string]: unknown }>
>;

interface ProblemDefinition {
  readonly status: number;
  readonly code: string;
  readonly title: string;
}

export interface ProblemType extends ProblemDefinition {
  /** What it has beside the members of all problems; all of them are always there. */
  readonly members: ProblemMembers;
  new (extras?: ProblemExtras): Problem;
}

/**
 * An error that is sent to the client, as an RFC 9457 problem. `code` is stable: clients branch on it.
 * Features define theirs with `defineProblem` in their `*.errors.ts`.
 */
export class Problem extends Error implements ProblemDefinition {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  readonly extras: Omit<ProblemExtras, 'detail'>;
  /** Response headers that belong to the problem, such as Retry-After. */
  readonly headers: Record<string, string> = {};

  constructor({ status, code, title }: ProblemDefinition, { detail, ...extras }: ProblemExtras) {
    super(detail ?? title);
    this.status = status;
    this.code = code;
    this.title = title;
    this.detail = detail;
    this.extras = extras;
  }

  /** The problem object, as it goes over the wire (RFC 9457). */
  describe(instance: string, requestId: string): object {
    const { title, status, detail, code, extras } = this;
    return { type: 'about:blank', title, status, detail, instance, code, requestId, ...extras };
  }
}

/** A class of problems with a status, a stable code, a title, and the detail used when none is given. */
export function defineProblem(
  status: number,
  code: string,
  title: string,
  defaultDetail?: string,
): ProblemType {
  return class extends Problem {
    static readonly status = status;
    static readonly code = code;
    static readonly title = title;
    static readonly members: ProblemMembers = {};

    constructor(extras: ProblemExtras = {}) {
      super({ status, code, title }, { detail: defaultDetail, ...extras });
    }
  };
}

/** How many fields an answer names. */
const MAX_FIELD_ERRORS = 50;

export class ValidationFailed extends defineProblem(
  400,
  'validation-failed',
  'The request is not valid',
  'One or more fields are not valid.',
) {
  /** The problems of several fields, of which an answer lists the first. */
  static ofAll(errors: FieldError[]): ValidationFailed {
    if (errors.length <= MAX_FIELD_ERRORS) return new ValidationFailed({ errors });
    return new ValidationFailed({
      detail: `${errors.length} fields are not valid. The first ${MAX_FIELD_ERRORS} are listed.`,
      errors: errors.slice(0, MAX_FIELD_ERRORS),
    });
  }

  /** The problem of a single field. */
  static of(field: string, message: string): ValidationFailed {
    return new ValidationFailed({ errors: [{ field, message }] });
  }
}
