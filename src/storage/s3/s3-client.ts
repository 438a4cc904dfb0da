import { S3Client } from '@aws-sdk/client-s3';
import type { StorageAddress } from '../../config/storage-url.js';

/** In milliseconds. */
const CONNECTION_TIMEOUT = 3_000;
/** Until the answer to a request without a file begins, in milliseconds. */
const REQUEST_TIMEOUT = 5_000;
const ATTEMPTS = 3;
/** Clients that read slowly hold a connection each. */
const MAX_SOCKETS = 1_000;

/**
 * @param requestTimeout until the answer to a request without a file begins, in milliseconds
 * @param options beside those of the address
 */
export function createClient(
  { endpoint, region, pathStyle, credentials }: StorageAddress,
  requestTimeout = REQUEST_TIMEOUT,
  options: ConstructorParameters<typeof S3Client>[0] = {},
): S3Client {
  const named = endpoint ?? process.env['AWS_ENDPOINT_URL_S3'] ?? process.env['AWS_ENDPOINT_URL'];
  // Other services care little for the region, but it is part of each signature.
  const fallback = named === undefined ? undefined : (process.env['AWS_REGION'] ?? 'us-east-1');
  const agent = { maxSockets: MAX_SOCKETS, keepAlive: true };
  return new S3Client({
    ...(endpoint === undefined ? {} : { endpoint }),
    ...((region ?? fallback) === undefined ? {} : { region: region ?? fallback }),
    ...(credentials === undefined ? {} : { credentials }),
    forcePathStyle: pathStyle ?? named !== undefined,
    maxAttempts: ATTEMPTS,
    // Many services know no other checksums than Content-MD5 and that of the signature.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT,
      requestTimeout,
      throwOnRequestTimeout: true,
      httpAgent: agent,
      httpsAgent: agent,
    },
    ...options,
  });
}

/** A client that sends requests as others can: without a signature. */
export const createAnonymousClient = (address: StorageAddress): S3Client =>
  createClient(address, REQUEST_TIMEOUT, {
    credentials: { accessKeyId: 'anonymous', secretAccessKey: 'anonymous' },
    signer: { sign: async (request) => request },
    maxAttempts: 1,
  });
