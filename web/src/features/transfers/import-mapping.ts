import type { components } from '@taskflow/client';
import { type DATE_ORDERS, type DELIMITERS, SOURCES } from '../../texts/transfers.ts';

export type Preview = components['schemas']['PreviewDto'];
export type Mapping = components['schemas']['ImportMappingDto'];
export type ColumnField = NonNullable<Mapping['columns'][string]>;

export const sourceName = (source: string): string =>
  SOURCES[source] ?? source.charAt(0).toUpperCase() + source.slice(1);

export type Delimiter = keyof typeof DELIMITERS;

export type DateOrder = keyof typeof DATE_ORDERS;

/** What the API does where nothing is chosen: files of other products may name what doesn't exist here. */
export const defaultsFor = (source: string | undefined) =>
  source === undefined || source === 'taskflow'
    ? ({ unknownProjects: 'refuse', unknownPeople: 'refuse' } as const)
    : ({ unknownProjects: 'create', unknownPeople: 'skip' } as const);
