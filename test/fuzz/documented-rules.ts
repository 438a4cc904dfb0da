import type { OpenAPIObject } from '@nestjs/swagger';
import { resolve } from '../support/contract.ts';
import type { Operation, Schema } from './operations.ts';

/** A rule that JSON Schema can't express. It may refuse what the schema allows where the document says it in words. */
interface Rule {
  /** How the server refuses. */
  message: RegExp;
  /** How the document says so: of the field, of the operation, or of the API. */
  says: RegExp;
}

const RULES: Rule[] = [
  { message: /must not contain a NUL character/, says: /have no NUL in them/ },
  { message: /must be at most 72 bytes long/, says: /to 72 bytes/ },
  { message: /must be an IANA time zone/, says: /IANA/ },
  { message: /must be the nextCursor of a page/, says: /`nextCursor` of the page before/ },
  { message: /^cursor and page exclude each other$/, says: /not together with `page`/ },
  { message: /must be a member of the organization/, says: /a member of the organization/ },
  { message: /must be another member/, says: /another member/ },
  { message: /^after must not be higher than the last sequence/, says: /not one of the future/ },
  { message: /must be in the future/, says: /in the future/ },
  { message: /must be within a year/, says: /in a year at the latest/ },
  { message: /must name each kind once/, says: /Each kind once/ },
  { message: /has no meaning unless format is CSV/, says: /Only with the format CSV/ },
  { message: /has no meaning for XLSX/, says: /other than XLSX/ },
  { message: /^sort=relevance needs/, says: /`relevance` needs `q`|as in lists of tasks/ },
  { message: /^organizationSlug goes with organizationName/, says: /with `organizationName` only/ },
  { message: /^url must be an https:/, says: /an `https:` URL/ },
  { message: /^url must have no user name or password/, says: /without a password/ },
  {
    message: /^url must not name an address that is not public/,
    says: /address that isn't public are refused/,
  },
  { message: /with at most 20 labels$/, says: /at most 20 labels in all/ },
  { message: /^recurrence /, says: /\(RFC 5545/ },
  { message: /must be a task of the organization/, says: /that it is a subtask of/ },
  { message: /must be a project of the organization/, says: /a project of the organization/ },
  { message: /must be a host name with a domain/, says: /host name with its domain/ },
  { message: /^file must be CSV with a header row/, says: /header row of up to 1,000 columns/ },
  { message: /^file (?:must be a list of tasks|is no |has )/, says: /a workbook or JSON/ },
  { message: /^sheet must be /, says: /Of a workbook, the sheet/ },
  { message: /^file must begin with a header row/, says: /one of which is the title/ },
  { message: /not be a reserved word$/, says: /not a name that the service keeps for itself/ },
  { message: /^refreshToken must be a string/, says: /Left out with `X-Session: cookie`/ },
  { message: /^mapping: it must be (?:JSON|an object)/, says: /as a JSON object/ },
  { message: /must not be after (?:to|today)$/, says: /not after the last one/ },
  {
    message: /must be at most \d+ (?:days|weeks|months) apart/,
    says: /at most 366 days, weeks or months before it/,
  },
  { message: /must be the slug of the organization that goes/, says: /as a confirmation/ },
  {
    message: /^cursor belongs to a list with sort=/,
    says: /the rest of the query has to be the same|with the same `sort`/,
  },
  { message: /^file must be utf-8/i, says: /UTF-8, or the `charset`/ },
  { message: /^file must have a name/, says: /its name in `Content-Disposition`/ },
];

interface FieldError {
  field: string;
  message: string;
}

/** Whether the document says each rule in words for which a request was refused. */
export function isDocumented(document: OpenAPIObject, operation: Operation, body: unknown): boolean {
  const { errors = [] } = body as { errors?: FieldError[] };
  return (
    errors.length > 0 &&
    errors.every(({ field, message }) => {
      const words = [
        document.info.description,
        operation.description,
        ...descriptionsOf(document, operation, field),
      ].join('\n');
      return RULES.some((rule) => rule.message.test(message) && rule.says.test(words));
    })
  );
}

/** What the document says of a parameter, or of a field of the body, named `a.0.b`. */
function descriptionsOf(document: OpenAPIObject, { parameters, bodies }: Operation, field: string): string[] {
  const [first, ...rest] = field.split('.');
  const ofParameters = parameters
    .filter(({ name }) => name === first)
    .map(({ description }) => description ?? '');
  return [
    ...ofParameters,
    ...bodies.flatMap(({ schema }) => within(document, schema, [first as string, ...rest])),
  ];
}

function within(document: OpenAPIObject, part: Schema, path: string[]): string[] {
  const schema = resolve<Schema>(document, part as Schema | { $ref: string });
  const own = [part.description, schema.description].filter((text) => text !== undefined);
  const [name, ...rest] = path;
  if (name === undefined) return own;
  const branches = [...(schema.oneOf ?? []), ...(schema.anyOf ?? []), ...(schema.allOf ?? [])];
  return [
    ...own,
    ...branches.flatMap((branch) => within(document, branch, path)),
    ...(schema.items ? within(document, schema.items, /^\d+$/.test(name) ? rest : path) : []),
    ...(schema.properties?.[name] ? within(document, schema.properties[name], rest) : []),
  ];
}
