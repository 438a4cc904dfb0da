import { Button, Checkbox, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api, read, type Webhook } from '../../api/client.ts';
import { useApiForm } from '../../ui/api-form.ts';
import { formatPast } from '../../ui/format.ts';
import { TYPES_OF } from '../../ui/change-types.ts';
import { Refusal, Section, ShownOnce } from '../../ui/sections.tsx';
import { Time } from '../../ui/signs.tsx';
import { Empty, Failure } from '../../ui/states.tsx';
import { ACTIONS, CHANGE_SUBJECTS, type ChangeSubject } from '../../texts/common.ts';
import { ALL_EVENTS, WEBHOOKS, WEBHOOK_FORM } from '../../texts/connections.ts';
import { SETTINGS_TABS } from '../../texts/shell.ts';
import { fill } from '../../ui/fill.tsx';
import { webhooksQuery } from './queries.ts';
import { OrganizationPage } from './settings-pages.tsx';
import css from '../../ui/sections.module.css';

export function WebhooksPage() {
  return (
    <OrganizationPage title={SETTINGS_TABS.webhooks} permission="webhook:manage" what={WEBHOOKS.why}>
      <Webhooks />
    </OrganizationPage>
  );
}

function Webhooks() {
  const client = useQueryClient();
  const webhooks = useQuery(webhooksQuery);
  const [isCreating, setCreating] = useState(false);
  const [secret, setSecret] = useState<string>();
  const list = webhooks.data?.data ?? [];
  if (webhooks.isError) return <Failure error={webhooks.error} reset={() => void webhooks.refetch()} />;
  return (
    <>
      <p className={css['lead']}>{WEBHOOKS.lead}</p>
      {secret && <ShownOnce text={WEBHOOKS.secret} value={secret} onClose={() => setSecret(undefined)} />}
      {isCreating ? (
        <Section title={WEBHOOKS.new}>
          <WebhookForm
            onCancel={() => setCreating(false)}
            send={async (body) => {
              const issued = await read(api.POST('/webhooks', { body }));
              await client.invalidateQueries({ queryKey: webhooksQuery.queryKey });
              setSecret(issued.secret);
              setCreating(false);
            }}
          />
        </Section>
      ) : (
        <p>
          <Button onClick={() => setCreating(true)}>{WEBHOOKS.new}</Button>
        </p>
      )}
      {list.length === 0 && !webhooks.isPending ? (
        <Empty title={WEBHOOKS.empty}>{WEBHOOKS.emptyDetail}</Empty>
      ) : (
        <ul className={css['rows']} aria-busy={webhooks.isPending} aria-label={SETTINGS_TABS.webhooks}>
          {list.map((webhook) => (
            <li key={webhook.id}>
              <div className={css['main']}>
                <strong>
                  <Link to="/settings/webhooks/$id" params={{ id: webhook.id }}>
                    {webhook.description || webhook.url}
                  </Link>
                </strong>
                <div className={css['dim']}>
                  {webhook.description && `${webhook.url} · `}
                  {webhook.events.join(', ')}
                </div>
              </div>
              <WebhookState webhook={webhook} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

export function WebhookState({ webhook: { isEnabled, failingSince } }: { webhook: Webhook }) {
  if (!isEnabled) return <span className={css['danger']}>{WEBHOOKS.disabled}</span>;
  return failingSince ? (
    <span className={css['warn']}>
      {fill(WEBHOOKS.failsSince, { time: <Time at={failingSince}>{formatPast(failingSince)}</Time> })}
    </span>
  ) : (
    <span className={css['dim']}>{WEBHOOKS.enabled}</span>
  );
}

interface Fields {
  url: string;
  description: string | null;
  events: Webhook['events'];
}

export function WebhookForm({
  webhook,
  send,
  onCancel,
}: {
  webhook?: Webhook;
  send: (fields: Fields & { events: never[] }) => Promise<void>;
  onCancel?: () => void;
}) {
  const { form, submit, isBusy, refusal } = useApiForm(
    {
      url: webhook?.url ?? '',
      description: webhook?.description ?? '',
      events: webhook?.events ?? ['task.*'],
    },
    async ({ description, ...fields }) => {
      await send({ ...fields, description: description.trim() || null } as Fields & { events: never[] });
    },
  );
  const { events } = form.getValues();
  const set = (next: string[]): void => form.setFieldValue('events', next);
  const isAll = events.includes('*');
  return (
    <form className={`${css['fields']} ${css['wide']}`} onSubmit={submit} noValidate>
      <Refusal of={refusal} />
      <TextInput
        label={WEBHOOK_FORM.url}
        description={WEBHOOK_FORM.urlHint}
        type="url"
        placeholder={WEBHOOK_FORM.urlExample}
        autoComplete="off"
        maw={520}
        {...form.getInputProps('url')}
      />
      <TextInput
        label={WEBHOOK_FORM.purpose}
        description={WEBHOOK_FORM.purposeHint}
        autoComplete="off"
        maw={520}
        {...form.getInputProps('description')}
      />
      <div>
        <fieldset className={css['scope']}>
          <legend>{WEBHOOK_FORM.events}</legend>
          <Checkbox
            size="xs"
            label={WEBHOOK_FORM.all}
            checked={isAll}
            onChange={({ currentTarget }) => set(currentTarget.checked ? ['*'] : ['task.*'])}
          />
        </fieldset>
        {!isAll &&
          (Object.keys(CHANGE_SUBJECTS) as ChangeSubject[]).map((subject) => (
            <EventChoice key={subject} subject={subject} events={events} onChange={set} />
          ))}
        {form.errors['events'] && <p className={css['refusal']}>{form.errors['events']}</p>}
      </div>
      <div className={css['secret']}>
        <Button type="submit" loading={isBusy} disabled={webhook && !form.isDirty()}>
          {webhook ? ACTIONS.save : ACTIONS.create}
        </Button>
        {onCancel && (
          <Button variant="default" onClick={onCancel}>
            {ACTIONS.cancel}
          </Button>
        )}
      </div>
    </form>
  );
}

function EventChoice({
  subject,
  events,
  onChange,
}: {
  subject: ChangeSubject;
  events: string[];
  onChange: (events: string[]) => void;
}) {
  const types: string[] = TYPES_OF[subject];
  const every = `${(types[0] as string).split('.')[0]}.*`;
  const hasEvery = events.includes(every);
  const others = events.filter((one) => one !== every && !types.includes(one));
  const chosen = hasEvery ? [...types] : types.filter((type) => events.includes(type));
  return (
    <fieldset className={css['scope']}>
      <legend>{CHANGE_SUBJECTS[subject]}</legend>
      <Checkbox
        size="xs"
        label={ALL_EVENTS[subject]}
        checked={hasEvery}
        indeterminate={!hasEvery && chosen.length > 0}
        onChange={({ currentTarget }) => onChange(currentTarget.checked ? [...others, every] : others)}
      />
      {types.map((type) => (
        <Checkbox
          key={type}
          size="xs"
          label={type}
          checked={chosen.includes(type)}
          onChange={({ currentTarget }) => {
            const next = currentTarget.checked ? [...chosen, type] : chosen.filter((one) => one !== type);
            onChange([...others, ...next]);
          }}
        />
      ))}
    </fieldset>
  );
}
