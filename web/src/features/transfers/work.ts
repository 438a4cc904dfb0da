import type { components } from '@taskflow/client';

type Schemas = components['schemas'];
export type Export = Schemas['ExportDto'];
export type ImportSummary = Schemas['ImportSummaryDto'];

export const isUnfinished = ({ status }: { status: Export['status'] }): boolean =>
  status === 'QUEUED' || status === 'RUNNING';

/** Milliseconds after which unfinished work is read again. */
export const POLL = 1000;
