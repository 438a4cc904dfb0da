import { WORK_STATUSES } from '../../queue/work-status.js';

export const EXPORT_STATUSES = [...WORK_STATUSES, 'EXPIRED'] as const;
export type ExportStatus = (typeof EXPORT_STATUSES)[number];
