const CODES = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** Whether a write failed because the file system is full, or its quota or the process's limit is reached. */
export const isDiskFull = (error: unknown): boolean =>
  CODES.has((error as NodeJS.ErrnoException | undefined)?.code ?? '');
