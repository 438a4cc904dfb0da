import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { GRANTS } from '../../texts/connections.ts';
import { REQUIRES, withoutPermission, withPermission } from './grants.ts';

const { components } = JSON.parse(
  readFileSync(new URL('../../../../docs/openapi.json', import.meta.url), 'utf8'),
);
const { description, items } = components.schemas.CreateApiTokenDto.properties.permissions;

describe('what a token can be limited to', () => {
  it('is all that the API knows, each with a text', () => {
    const offered = GRANTS.flatMap(({ permissions }) => Object.keys(permissions));
    expect(offered.toSorted()).toEqual(items.enum.toSorted());
  });

  it('needs what the API says', () => {
    const said = (description as string).matchAll(/`([a-z:-]+)` with ((?:`[a-z:-]+`(?:, )?)+)/g);
    const required = [...said].map(([, permission, names = '']) => [
      permission,
      [...names.matchAll(/`([a-z:-]+)`/g)].map(([, name]) => name),
    ]);
    expect(required).not.toEqual([]);
    expect(REQUIRES).toEqual(Object.fromEntries(required));
  });

  it('is ticked with what it needs, and cleared with what it is needed for', () => {
    const given = withPermission(['event:read'], 'notification:manage');
    expect(given).toEqual(['event:read', 'notification:manage', 'notification:read', 'task:read']);
    expect(withoutPermission(given, 'task:read')).toEqual(['event:read']);
    expect(withoutPermission(given, 'notification:manage')).toEqual([
      'event:read',
      'notification:read',
      'task:read',
    ]);
  });
});
