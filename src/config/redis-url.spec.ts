import { describe, expect, it } from 'vitest';
import { parseRedisUrl } from './redis-url.js';

describe('a REDIS_URL', () => {
  it.each([
    ['redis://my_redis:6379', { host: 'my_redis', port: 6379 }],
    ['redis://redis', { host: 'redis', port: 6379 }],
    ['redis://:p@redis:6379/2', { host: 'redis', port: 6379, password: 'p', db: 2 }],
    [
      'rediss://default:p%23@redis:6380',
      { host: 'redis', port: 6380, username: 'default', password: 'p#', tls: {} },
    ],
    ['redis://u:a:b@[::1]:6379', { host: '::1', port: 6379, username: 'u', password: 'a:b' }],
    ['valkey://h:6379', { host: 'h', port: 6379 }],
    ['redis:///2', { host: 'localhost', port: 6379, db: 2 }],
    ['unix:///run/redis.sock', { path: '/run/redis.sock' }],
    ['redis:///run/redis.sock?db=3', { path: '/run/redis.sock', db: 3 }],
    ['redis+sentinel://s1:26379/mymaster', { sentinels: [{ host: 's1', port: 26_379 }], name: 'mymaster' }],
    [
      'redis+sentinel://u:p@s1,s2:5000/mymaster/4?sentinelPassword=q',
      {
        sentinels: [
          { host: 's1', port: 26_379 },
          { host: 's2', port: 5000 },
        ],
        name: 'mymaster',
        username: 'u',
        password: 'p',
        db: 4,
        sentinelPassword: 'q',
      },
    ],
  ])('%s is read', (url, address) => {
    expect(parseRedisUrl(url)).toEqual(address);
  });

  it.each([
    'http://h',
    'redis:h',
    'redis://h1:6379,h2:6379',
    'redis://h:99999',
    'redis://h:port',
    'redis://u:%zz@h',
    'redis://h/name',
    'redis+sentinel://s1:26379',
    'redis://h?db=x',
  ])('%s is none', (url) => {
    expect(parseRedisUrl(url)).toBeUndefined();
  });
});
