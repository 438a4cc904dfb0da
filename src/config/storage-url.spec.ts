import { describe, expect, it } from 'vitest';
import { parseStorageUrl } from './storage-url.js';

describe('a STORAGE_URL', () => {
  it.each([
    ['s3://bucket', { bucket: 'bucket', prefix: '' }],
    ['s3://my.bucket/', { bucket: 'my.bucket', prefix: '' }],
    ['s3://bucket/a/b?region=eu-central-1', { bucket: 'bucket', prefix: 'a/b/', region: 'eu-central-1' }],
    [
      's3://bucket?endpoint=http://minio:9000&pathStyle=false',
      { bucket: 'bucket', prefix: '', endpoint: 'http://minio:9000', pathStyle: false },
    ],
    [
      's3://key:a%2Fb%40c@bucket/x/?endpoint=https%3A%2F%2Fs3.example.com%2Fpath&pathStyle=true',
      {
        bucket: 'bucket',
        prefix: 'x/',
        endpoint: 'https://s3.example.com/path',
        pathStyle: true,
        credentials: { accessKeyId: 'key', secretAccessKey: 'a/b@c' },
      },
    ],
    [
      's3://group:user:secret@bucket',
      {
        bucket: 'bucket',
        prefix: '',
        credentials: { accessKeyId: 'group', secretAccessKey: 'user:secret' },
      },
    ],
  ])('%s is read', (url, address) => {
    expect(parseStorageUrl(url)).toEqual(address);
  });

  it.each([
    'http://bucket',
    's3://b',
    's3://',
    's3:///prefix',
    's3://bucket/../other',
    's3://bucket/a//b',
    's3://bucket/.hidden',
    's3://bucket/a b',
    's3://key@bucket',
    's3://key:%zz@bucket',
    's3://bucket?endpoint=minio:9000',
    's3://bucket?endpoint=http://key:secret@minio',
    's3://bucket?endpoint=http://minio?x',
    's3://bucket?pathStyle=yes',
    's3://bucket?region=a&region=b',
    's3://bucket?acl=public-read',
    's3://bucket#fragment',
  ])('%s is none', (url) => {
    expect(parseStorageUrl(url)).toBeUndefined();
  });
});
