import type { Reporter } from '../common/logger.js';
import { OperatorError } from '../common/operator-error.js';

/**
 * Looks at the start whether a bucket can be used.
 * @throws OperatorError for what an operator has to mend; what may pass is only reported
 */
export async function checkStorage(url: string, dataDir: string, reporter: Reporter): Promise<void> {
  const { S3Storage } = await import('./s3/s3-storage.js');
  try {
    await S3Storage.create(url, dataDir).check();
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    reporter.warn({
      event: 'storage.unavailable',
      msg: 'The storage of files can not be used at the start: files can neither be sent nor read until it can',
      err: error,
    });
  }
}
