import { ValidateBy } from 'class-validator';

/** A bucket of an S3-compatible service. What is left out comes from the environment variables of AWS. */
export interface StorageAddress {
  bucket: string;
  /** What all keys begin with: empty, or with a slash at its end. */
  prefix: string;
  /** The URL of the service. */
  endpoint?: string;
  region?: string;
  /** Whether the bucket is in the path and not in the host name. */
  pathStyle?: boolean;
  credentials?: { accessKeyId: string; secretAccessKey: string };
}

/** Buckets that are older than today's rules have capitals and underscores. */
const STORAGE = /^s3:\/\/(?:([^@/?#]*)@)?([\w][\w.-]{1,61}[\w])(?:\/([^?#]*))?(?:\?([^#]*))?$/;
const PREFIX = /^(?:[\w!*'()-][\w.!*'()-]*\/)*$/;
const PARAMETERS = ['endpoint', 'region', 'pathStyle'];

/**
 * Reads `s3://bucket/prefix`, with `endpoint`, `region` and `pathStyle` in the query and, before the bucket, a key and
 * its secret.
 * @returns undefined for what is none
 */
export function parseStorageUrl(text: string): StorageAddress | undefined {
  const [found, user, bucket = '', path = '', query = ''] = STORAGE.exec(text) ?? [];
  const credentials = parseCredentials(user);
  const parameters = new URLSearchParams(query);
  const names = [...parameters.keys()];
  const prefix = path === '' || path.endsWith('/') ? path : `${path}/`;
  if (!found || !credentials || !PREFIX.test(prefix)) return undefined;
  if (names.some((name, index) => !PARAMETERS.includes(name) || names.indexOf(name) !== index))
    return undefined;
  const { endpoint, region, pathStyle } = Object.fromEntries(parameters);
  if (endpoint !== undefined && !isEndpoint(endpoint)) return undefined;
  if (region !== undefined && !/^[\w-]{1,50}$/.test(region)) return undefined;
  if (pathStyle !== undefined && !['true', 'false'].includes(pathStyle)) return undefined;
  return {
    bucket,
    prefix,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(region === undefined ? {} : { region }),
    ...(pathStyle === undefined ? {} : { pathStyle: pathStyle === 'true' }),
    ...credentials,
  };
}

export const IsStorageUrl = () =>
  ValidateBy({
    name: 'isStorageUrl',
    validator: {
      validate: (value) => typeof value === 'string' && parseStorageUrl(value) !== undefined,
      defaultMessage: () =>
        'must be such as s3://bucket/prefix?endpoint=https://s3.example.com&region=eu-central-1&pathStyle=true',
    },
  });

/** @returns undefined when they can't be decoded, or one of the two is missing */
function parseCredentials(text: string | undefined): Pick<StorageAddress, 'credentials'> | undefined {
  if (text === undefined) return {};
  const [key = '', ...rest] = text.split(':');
  try {
    const [accessKeyId, secretAccessKey] = [key, rest.join(':')].map(decodeURIComponent);
    return accessKeyId && secretAccessKey ? { credentials: { accessKeyId, secretAccessKey } } : undefined;
  } catch {
    return undefined;
  }
}

function isEndpoint(text: string): boolean {
  const url = /^https?:\/\/[^\s@]+$/.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && url.search === '' && url.hash === '';
}
