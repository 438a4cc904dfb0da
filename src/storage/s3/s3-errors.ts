import { OperatorError } from '../../common/operator-error.js';

interface S3Error {
  name?: string;
  message?: string;
  /** Of the network. */
  code?: string;
  $metadata?: { httpStatusCode?: number };
}

const nameOf = (error: unknown): string => (error as S3Error).name ?? '';
const statusOf = (error: unknown): number | undefined => (error as S3Error).$metadata?.httpStatusCode;

/** There is no such object. A bucket that is missing is none of its objects': an answer to HEAD doesn't tell the two apart. */
export const isMissing = (error: unknown): boolean =>
  statusOf(error) === 404 && ['NoSuchKey', 'NotFound'].includes(nameOf(error));

/** The condition that there is no such object isn't met, or another request is making it. */
export const isExisting = (error: unknown): boolean => statusOf(error) === 412 || statusOf(error) === 409;

export const isUnknownUpload = (error: unknown): boolean => nameOf(error) === 'NoSuchUpload';

export const isNotImplemented = (error: unknown): boolean => statusOf(error) === 501;

const REFUSED = new Set([
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'AccessDenied',
  'Forbidden',
  'ExpiredToken',
  'InvalidToken',
  'AuthorizationHeaderMalformed',
]);

/**
 * What an operator has to mend, in one sentence.
 * @param cause of a request, or of the look for credentials
 * @returns undefined for what may pass by itself
 */
export function misconfiguration(cause: unknown, bucket: string): OperatorError | undefined {
  const [name, status] = [nameOf(cause), statusOf(cause)];
  const because = (text: string): OperatorError => new OperatorError(`STORAGE_URL can't be used: ${text}`);
  if (name === 'CredentialsProviderError')
    return because(
      'there are no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or another source that AWS SDKs read',
    );
  if (name === 'NoSuchBucket' || status === 404) return because(`there is no bucket "${bucket}"`);
  if (name === 'InvalidBucketName') return because(`the service has no bucket of a name such as "${bucket}"`);
  if (name === 'PermanentRedirect' || status === 301)
    return because(`the bucket "${bucket}" is in another region, or needs another endpoint`);
  if (REFUSED.has(name) || status === 401 || status === 403)
    return because(
      `the service refuses these credentials for the bucket "${bucket}" (${name || status}); ` +
        'they need to list, read, write and delete in it',
    );
  if (/region is missing/i.test((cause as S3Error).message ?? ''))
    return because('it names no region, and AWS_REGION is not set');
  return undefined;
}
