import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, read } from '../../api/client.ts';
import { type Days, firstDay, intervalOf } from './period.ts';

export const ANALYTICS = ['analytics'];

/** The figures of one period stay until those of the next are there. */
const options = { placeholderData: keepPreviousData, staleTime: 30_000 };

export const statistics = queryOptions({
  ...options,
  queryKey: [...ANALYTICS, 'statistics'],
  queryFn: ({ signal }) => read(api.GET('/tasks/statistics', { signal })),
});

export const overdue = queryOptions({
  ...options,
  queryKey: [...ANALYTICS, 'overdue'],
  queryFn: ({ signal }) => read(api.GET('/analytics/overdue', { signal })),
});

export const performance = (days: Days) =>
  queryOptions({
    ...options,
    queryKey: [...ANALYTICS, 'performance', days],
    queryFn: ({ signal }) => read(api.GET('/analytics/performance', { params: { query: { days } }, signal })),
  });

export const trend = (days: Days, timeZone?: string) =>
  queryOptions({
    ...options,
    queryKey: [...ANALYTICS, 'trend', days, timeZone],
    queryFn: ({ signal }) => {
      const query = { from: firstDay(days), interval: intervalOf(days), timeZone };
      return read(api.GET('/analytics/trend', { params: { query }, signal }));
    },
  });

export const completionTimes = (days: Days) =>
  queryOptions({
    ...options,
    queryKey: [...ANALYTICS, 'completion-times', days],
    queryFn: ({ signal }) =>
      read(api.GET('/analytics/completion-times', { params: { query: { days } }, signal })),
  });

export const projectFigures = (page: number) =>
  queryOptions({
    ...options,
    queryKey: [...ANALYTICS, 'projects', page],
    queryFn: ({ signal }) =>
      read(api.GET('/analytics/projects', { params: { query: { page, limit: 10 } }, signal })),
  });

export const peopleFigures = (days: Days, page: number) =>
  queryOptions({
    ...options,
    queryKey: [...ANALYTICS, 'people', days, page],
    queryFn: ({ signal }) =>
      read(api.GET('/analytics/people', { params: { query: { days, page, limit: 10 } }, signal })),
  });
