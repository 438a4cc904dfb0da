import { queryOptions } from '@tanstack/react-query';
import { api, read, readWithTag } from '../../api/client.ts';

const ALL = { params: { query: { limit: 100 } } } as const;

export const usageQuery = queryOptions({
  queryKey: ['usage'],
  queryFn: ({ signal }) => read(api.GET('/organizations/current/usage', { signal })),
});

export const domainsQuery = queryOptions({
  queryKey: ['domains'],
  queryFn: ({ signal }) => read(api.GET('/organizations/current/domains', { ...ALL, signal })),
});

export const invitationsQuery = queryOptions({
  queryKey: ['invitations'],
  queryFn: ({ signal }) => read(api.GET('/organizations/current/invitations', { ...ALL, signal })),
});

export const totpQuery = queryOptions({
  queryKey: ['totp'],
  queryFn: ({ signal }) => read(api.GET('/auth/totp', { signal })),
});

export const preferencesQuery = queryOptions({
  queryKey: ['preferences'],
  queryFn: ({ signal }) => read(api.GET('/notifications/preferences', { signal })),
});

export const apiTokensQuery = queryOptions({
  queryKey: ['api-tokens', 'own'],
  queryFn: ({ signal }) => read(api.GET('/auth/tokens', { ...ALL, signal })),
});

export const allApiTokensQuery = queryOptions({
  queryKey: ['api-tokens', 'all'],
  queryFn: ({ signal }) => read(api.GET('/organizations/current/api-tokens', { ...ALL, signal })),
});

export const webhooksQuery = queryOptions({
  queryKey: ['webhooks'],
  queryFn: ({ signal }) => read(api.GET('/webhooks', { signal })),
});

export const webhookQuery = (id: string) =>
  queryOptions({
    queryKey: ['webhooks', id],
    queryFn: ({ signal }) => readWithTag(api.GET('/webhooks/{id}', { params: { path: { id } }, signal })),
  });
