import type { components } from '@taskflow/client';

type Schemas = components['schemas'];
export type Export = Schemas['ExportDto'];
export type ImportSummary = Schemas['ImportSummaryDto'];

/** How the state of background work is called. */
export const WORK: Record<Export['status'], string> = {
  QUEUED: 'Waits',
  RUNNING: 'Runs',
  COMPLETED: 'Ready',
  FAILED: 'Failed',
  CANCELLED: 'Cancelled',
  EXPIRED: 'Expired',
};

export const isUnfinished = ({ status }: { status: Export['status'] }): boolean =>
  status === 'QUEUED' || status === 'RUNNING';

/** Milliseconds after which unfinished work is read again. */
export const POLL = 1000;
