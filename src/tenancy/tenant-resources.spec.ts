import { describe, expect, it, vi } from 'vitest';
import { type TenantResource, TenantResources } from './tenant-resources.js';

describe('TenantResources', () => {
  const registryOf = (...all: TenantResource[]): TenantResources => {
    const resources = new TenantResources();
    for (const resource of all) resources.add(resource);
    return resources;
  };
  const purged = (name: string) => ({
    name,
    stop: vi.fn<(id: string) => Promise<void>>(() => Promise.resolve()),
    purge: vi.fn<(id: string) => Promise<void>>(() => Promise.resolve()),
    isPurged: () => Promise.resolve(true),
  });

  it('name what is left', async () => {
    const kept = { ...purged('kept'), isPurged: () => Promise.resolve(false) };
    expect(await registryOf(purged('a'), kept, purged('b')).findUnpurged('1')).toEqual(['kept']);
  });

  it('purge the others of one that can not be reached, which counts as left', async () => {
    const fail = () => Promise.reject(new Error('out of reach'));
    const down = { name: 'down', stop: fail, purge: fail, isPurged: fail };
    const [a, b] = [purged('a'), purged('b')];
    const resources = registryOf(a, down, b);
    await resources.stop('1');
    await resources.purge('1');
    for (const { stop, purge } of [a, b]) {
      expect(stop).toHaveBeenCalledWith('1');
      expect(purge).toHaveBeenCalledWith('1');
    }
    expect(await resources.findUnpurged('1')).toEqual(['down']);
  });
});
