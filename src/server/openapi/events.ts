import type { OpenAPIObject } from '@nestjs/swagger';
import { EVENT_TYPES, SUBJECT_TYPES } from '../../change-log/event-types.js';
import { pascalCase, refTo, type Schema, schemasOf } from './schema.js';

const DATA = 'EventDataDto';

/**
 * Splits what has the data of an event by its `type`: each subject type has a schema of its own, in which the types are
 * those of this subject, and the data has it and no other.
 */
export function describeEvents(document: OpenAPIObject): void {
  const schemas = schemasOf(document);
  const data = schemas[DATA];
  if (!data) throw new Error(`The document has no ${DATA}.`);
  delete schemas[DATA];
  for (const subjectType of SUBJECT_TYPES)
    schemas[`${pascalCase(subjectType)}${DATA}`] = dataOf(subjectType, data);
  for (const [name, schema] of Object.entries(schemas))
    if (schema.properties?.['data']?.$ref === refTo('schemas', DATA).$ref) splitByType(name, schema, schemas);
}

function dataOf(subjectType: string, { properties = {}, required = [], ...data }: Schema): Schema {
  const { subjectType: property, ...others } = properties;
  const isOther = (name: string): boolean => SUBJECT_TYPES.includes(name) && name !== subjectType;
  const own = Object.entries(others).filter(([name]) => !isOther(name));
  return {
    ...data,
    properties: {
      subjectType: { ...property, enum: [subjectType], example: subjectType },
      ...Object.fromEntries(own),
    },
    required: subjectType in properties ? [...required, subjectType] : required,
  };
}

function splitByType(name: string, schema: Schema, schemas: Record<string, Schema>): void {
  const { properties = {}, description, ...others } = schema;
  const types = (properties['type']?.enum ?? EVENT_TYPES) as string[];
  const mapping: Record<string, string> = {};
  for (const subjectType of SUBJECT_TYPES) {
    const subject = pascalCase(subjectType);
    const ofSubject = types.filter((type) => type.split('.')[0] === subjectType);
    const { $ref } = refTo('schemas', `${subject}${name}`);
    schemas[`${subject}${name}`] = {
      ...others,
      description: `${description ?? ''} Here of a ${subjectType}.`.trim(),
      properties: {
        ...properties,
        type: { ...properties['type'], enum: ofSubject, example: ofSubject[0] },
        data: refTo('schemas', `${subject}${DATA}`),
      },
    };
    for (const type of ofSubject) mapping[type] = $ref;
  }
  schemas[name] = {
    description,
    oneOf: [...new Set(Object.values(mapping))].map(($ref) => ({ $ref })),
    discriminator: { propertyName: 'type', mapping },
  };
}
