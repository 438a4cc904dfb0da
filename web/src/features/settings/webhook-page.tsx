import { Button, NumberInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { api, read, type Webhook } from '../../api/client.ts';
import { ACTIONS } from '../../texts/common.ts';
import { REPLAY, WEBHOOK, WEBHOOKS, WEBHOOK_FORM } from '../../texts/connections.ts';
import { CONFIRMATION } from '../../texts/ui.ts';
import { useAction } from '../../ui/action.ts';
import { useApiForm } from '../../ui/api-form.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { ConfirmByName, Refusal, Section, ShownOnce, SureButton } from '../../ui/sections.tsx';
import { Failure } from '../../ui/states.tsx';
import { Deliveries } from './deliveries.tsx';
import { webhookQuery } from './queries.ts';
import { OrganizationPage } from './settings-pages.tsx';
import { WebhookForm, WebhookState } from './webhooks-page.tsx';
import css from '../../ui/sections.module.css';

export function WebhookPage() {
  const { id } = useParams({ from: '/shell/settings/webhooks/$id' });
  return (
    <OrganizationPage title={WEBHOOK.title} permission="webhook:manage" what={WEBHOOKS.why}>
      <p>
        <Link to="/settings/webhooks">{WEBHOOK.all}</Link>
      </p>
      <OneWebhook id={id} />
    </OrganizationPage>
  );
}

function OneWebhook({ id }: { id: string }) {
  const webhook = useQuery({
    ...webhookQuery(id),
    // A replay ends by itself.
    refetchInterval: ({ state: { data } }) => (data?.data.replayingUntil ? 2000 : false),
  });
  if (webhook.isError) return <Failure error={webhook.error} reset={() => void webhook.refetch()} />;
  if (!webhook.data) return <div aria-busy="true" />;
  const { data, tag } = webhook.data;
  return (
    <>
      <State webhook={data} tag={tag} />
      <Deliveries webhook={data} />
      <Replay webhook={data} />
      <Change key={data.version} webhook={data} tag={tag} />
      <Remove webhook={data} tag={tag} />
    </>
  );
}

/** A change is made only to what the page shows. */
interface Tagged {
  webhook: Webhook;
  tag: string;
}

const paramsOf = ({ webhook: { id }, tag }: Tagged) => ({
  path: { id },
  header: { 'If-Match': tag },
});

function State({ webhook, tag }: Tagged) {
  const { id, url, isEnabled, disabledReason, replayingUntil } = webhook;
  const [secret, setSecret] = useState<string>();
  const refresh = [['webhooks']];
  const setEnabled = useAction(
    (next: boolean) =>
      read(api.PATCH('/webhooks/{id}', { params: paramsOf({ webhook, tag }), body: { isEnabled: next } })),
    { refresh, done: (next) => (next ? WEBHOOK.enabled : WEBHOOK.disabled) },
  );
  const rotate = useAction(
    () => read(api.POST('/webhooks/{id}/rotate-secret', { params: paramsOf({ webhook, tag }) })),
    { refresh, onDone: (issued) => setSecret(issued.secret) },
  );
  const test = useAction(() => read(api.POST('/webhooks/{id}/test', { params: { path: { id } } })), {
    refresh,
    done: WEBHOOK.tested,
  });
  return (
    <>
      <dl className={css['facts']}>
        <dt>{WEBHOOK_FORM.url}</dt>
        <dd>{url}</dd>
        <dt>{WEBHOOK.state}</dt>
        <dd>
          <WebhookState webhook={webhook} />
          {disabledReason && <div className={css['dim']}>{disabledReason}</div>}
          {replayingUntil !== null && <div className={css['dim']}>{WEBHOOK.replaying(replayingUntil)}</div>}
        </dd>
      </dl>
      <div className={css['secret']}>
        {isEnabled && (
          <Button size="compact-sm" variant="default" loading={test.isPending} onClick={() => test.mutate()}>
            {WEBHOOK.test}
          </Button>
        )}
        <Button
          size="compact-sm"
          variant="default"
          loading={setEnabled.isPending}
          onClick={() => setEnabled.mutate(!isEnabled)}
        >
          {isEnabled ? WEBHOOK.disable : WEBHOOK.enable}
        </Button>
        <SureButton
          label={WEBHOOK.rotate}
          question={WEBHOOK.rotateQuestion}
          confirm={WEBHOOK.rotateConfirm}
          isDangerous={false}
          isBusy={rotate.isPending}
          onSure={() => rotate.mutate()}
        />
      </div>
      {secret && <ShownOnce text={WEBHOOK.newSecret} value={secret} onClose={() => setSecret(undefined)} />}
    </>
  );
}

function Replay({ webhook: { id, isEnabled } }: { webhook: Webhook }) {
  const client = useQueryClient();
  const { form, submit, isBusy, refusal } = useApiForm(
    { since: '' as number | string },
    async ({ since }) => {
      await read(
        api.POST('/webhooks/{id}/replay', {
          params: { path: { id } },
          body: { since: Number(since) },
        }),
      );
      await client.invalidateQueries({ queryKey: ['webhooks'] });
      notifyDone(REPLAY.done);
    },
  );
  if (!isEnabled) return null;
  return (
    <Section title={REPLAY.title} hint={REPLAY.hint}>
      <Refusal of={refusal} />
      <form className={css['inline']} onSubmit={submit} noValidate>
        <NumberInput
          aria-label={REPLAY.since}
          placeholder={REPLAY.since}
          min={1}
          allowDecimal={false}
          hideControls
          {...form.getInputProps('since')}
        />
        <Button type="submit" variant="default" loading={isBusy}>
          {REPLAY.title}
        </Button>
      </form>
    </Section>
  );
}

function Change({ webhook, tag }: Tagged) {
  const client = useQueryClient();
  return (
    <Section title={WEBHOOK.change}>
      <WebhookForm
        webhook={webhook}
        send={async (body) => {
          try {
            await read(api.PATCH('/webhooks/{id}', { params: paramsOf({ webhook, tag }), body }));
          } finally {
            await client.invalidateQueries({ queryKey: ['webhooks'] });
          }
          notifyDone(WEBHOOK.changed);
        }}
      />
    </Section>
  );
}

function Remove({ webhook, tag }: Tagged) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const remove = useAction(() => read(api.DELETE('/webhooks/{id}', { params: paramsOf({ webhook, tag }) })), {
    done: WEBHOOK.deleted,
    onDone: async () => {
      await navigate({ to: '/settings/webhooks' });
      client.removeQueries({ queryKey: ['webhooks', webhook.id] });
      await client.invalidateQueries({ queryKey: ['webhooks'] });
    },
  });
  return (
    <Section title={ACTIONS.delete} hint={WEBHOOK.deleteHint}>
      <ConfirmByName
        name={new URL(webhook.url).host}
        what={CONFIRMATION.webhookHost}
        action={ACTIONS.delete}
        isBusy={remove.isPending}
        onConfirm={() => remove.mutate()}
      />
    </Section>
  );
}
