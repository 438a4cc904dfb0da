import { Button, TextInput } from '@mantine/core';
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { components } from '@taskflow/client';
import { ACTIONS } from '../../texts/common.ts';
import { api, read } from '../../api/client.ts';
import { readAll } from '../../api/organization.ts';
import { CALENDARS } from '../../texts/calendars.ts';
import { useApiForm } from '../../ui/api-form.ts';
import { Refusal, ShownOnce } from '../../ui/sections.tsx';
import { fromApiFilter } from './view-filter.ts';
import { useFilterSentences } from './use-filter-words.ts';
import css from './views.module.css';

export type CalendarLink = components['schemas']['CalendarLinkDto'];
type Filter = CalendarLink['filter'];

/** The caller's calendar links, the oldest first. */
export const calendarLinksQuery = queryOptions({
  queryKey: ['calendar-links'],
  queryFn: ({ signal }) =>
    readAll<CalendarLink>((page) =>
      read(api.GET('/calendar-links', { params: { query: { page, limit: 100 } }, signal })),
    ),
});

/** Makes a link to which a calendar subscribes, and shows it this once. */
export function NewCalendarLink({
  name,
  filter,
  onClose,
}: {
  name: string;
  filter: Filter;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const [url, setUrl] = useState<string>();
  const [tasks] = useFilterSentences([fromApiFilter(filter)]);
  const { form, submit, isBusy, refusal } = useApiForm({ name }, async (values) => {
    const link = await read(api.POST('/calendar-links', { body: { ...values, filter } }));
    await client.invalidateQueries({ queryKey: calendarLinksQuery.queryKey });
    setUrl(link.url);
  });
  if (url !== undefined)
    return (
      <div className={css['form']}>
        <ShownOnce text={CALENDARS.once} value={url} onClose={onClose} />
        <Link to="/settings/calendars">{CALENDARS.toList}</Link>
      </div>
    );
  return (
    <form className={css['form']} aria-label={CALENDARS.newTitle} onSubmit={submit} noValidate>
      <Refusal of={refusal} />
      <TextInput
        label={CALENDARS.name}
        placeholder={CALENDARS.nameExample}
        autoComplete="off"
        data-autofocus
        autoFocus
        {...form.getInputProps('name')}
      />
      <p className={css['hint']}>
        <strong>{tasks}</strong>
        <br />
        {CALENDARS.fixed}
      </p>
      <div className={css['buttons']}>
        <Button size="xs" variant="default" onClick={onClose}>
          {ACTIONS.cancel}
        </Button>
        <Button size="xs" type="submit" loading={isBusy}>
          {CALENDARS.make}
        </Button>
      </div>
    </form>
  );
}
