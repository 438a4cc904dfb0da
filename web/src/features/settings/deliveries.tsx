import { Button, UnstyledButton } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Delivery, read, type Webhook } from '../../api/client.ts';
import { ACTIONS } from '../../texts/common.ts';
import { DELIVERIES, DELIVERY_STATUS } from '../../texts/connections.ts';
import { useAction } from '../../ui/action.ts';
import { formatNumber, formatPast } from '../../ui/format.ts';
import { Section } from '../../ui/sections.tsx';
import { Time } from '../../ui/signs.tsx';
import { Failure } from '../../ui/states.tsx';
import { fill } from '../../ui/fill.tsx';
import css from '../../ui/sections.module.css';

/** Milliseconds until the log is read again, while something waits in it. */
const POLL = 2000;

/** The last deliveries of a webhook, each with its attempts. */
export function Deliveries({ webhook: { id, isEnabled } }: { webhook: Webhook }) {
  const deliveries = useInfiniteQuery({
    queryKey: ['webhooks', id, 'deliveries'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      read(
        api.GET('/webhooks/{id}/deliveries', {
          params: { path: { id }, query: { limit: 20, cursor: pageParam } },
          signal,
        }),
      ),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    refetchInterval: ({ state: { data } }) =>
      data?.pages[0]?.data.some(({ status }) => status === 'PENDING') ? POLL : false,
  });
  const [open, setOpen] = useState<string>();
  const list = deliveries.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <Section title={DELIVERIES.title} hint={DELIVERIES.hint}>
      {deliveries.isError ? (
        <Failure error={deliveries.error} reset={() => void deliveries.refetch()} />
      ) : list.length === 0 && !deliveries.isPending ? (
        <p className={css['dim']}>{DELIVERIES.empty}</p>
      ) : (
        <ul className={css['rows']} aria-busy={deliveries.isPending} aria-label={DELIVERIES.title}>
          {list.map((delivery) => (
            <Row
              key={delivery.id}
              webhookId={id}
              delivery={delivery}
              mayReplay={isEnabled}
              isOpen={open === delivery.id}
              onToggle={() => setOpen(open === delivery.id ? undefined : delivery.id)}
            />
          ))}
        </ul>
      )}
      {deliveries.hasNextPage && (
        <div className={css['more']}>
          <Button
            variant="default"
            size="compact-sm"
            loading={deliveries.isFetchingNextPage}
            onClick={() => void deliveries.fetchNextPage()}
          >
            {ACTIONS.showOlder}
          </Button>
        </div>
      )}
    </Section>
  );
}

const TONE = { DELIVERED: 'dim', FAILED: 'danger', PENDING: 'warn' } as const;

function Row({
  webhookId,
  delivery: { id, type, sequence, status, attempts, queuedAt, responseStatus, error, nextAttemptAt },
  mayReplay,
  isOpen,
  onToggle,
}: {
  webhookId: string;
  delivery: Delivery;
  mayReplay: boolean;
  isOpen: boolean;
  onToggle: () => void;
}) {
  return (
    <li>
      <UnstyledButton className={css['main']} aria-expanded={isOpen} onClick={onToggle}>
        <strong>{type}</strong>
        <span className={css['badge']}>{formatNumber(sequence)}</span>
        <div className={css['dim']}>
          <Time at={queuedAt}>{formatPast(queuedAt)}</Time> · {DELIVERIES.attempts(attempts)}
          {responseStatus !== null && ` · ${DELIVERIES.answered(responseStatus)}`}
          {error && ` · ${error}`}
          {nextAttemptAt && (
            <>
              {' '}
              ·{' '}
              {fill(DELIVERIES.again, { time: <Time at={nextAttemptAt}>{formatPast(nextAttemptAt)}</Time> })}
            </>
          )}
        </div>
      </UnstyledButton>
      <span className={css[TONE[status]]}>{DELIVERY_STATUS[status]}</span>
      {isOpen && <InFull webhookId={webhookId} id={id} mayReplay={mayReplay} />}
    </li>
  );
}

function InFull({ webhookId, id, mayReplay }: { webhookId: string; id: string; mayReplay: boolean }) {
  const params = { path: { id: webhookId, deliveryId: id } };
  const delivery = useQuery({
    queryKey: ['webhooks', webhookId, 'deliveries', id],
    queryFn: ({ signal }) => read(api.GET('/webhooks/{id}/deliveries/{deliveryId}', { params, signal })),
    refetchInterval: ({ state: { data } }) => (data?.status === 'PENDING' ? POLL : false),
  });
  const replay = useAction(
    () => read(api.POST('/webhooks/{id}/deliveries/{deliveryId}/replay', { params })),
    { refresh: [['webhooks', webhookId]], done: DELIVERIES.sentAgain },
  );
  if (delivery.isError) return <Failure error={delivery.error} reset={() => void delivery.refetch()} />;
  if (!delivery.data) return <div aria-busy="true" className={css['whole']} />;
  const { history, payload } = delivery.data;
  return (
    <div className={css['whole']}>
      {mayReplay && (
        <p>
          <Button
            size="compact-sm"
            variant="default"
            loading={replay.isPending}
            onClick={() => replay.mutate()}
          >
            {ACTIONS.sendAgain}
          </Button>
        </p>
      )}
      <h3>{DELIVERIES.payload}</h3>
      <Code text={JSON.stringify(payload, null, 2)} label={DELIVERIES.payload} />
      {history.map(({ at, durationMs, error, request, response }, index) => (
        <div key={at}>
          <h3>
            {fill(DELIVERIES.attempt, {
              number: index + 1,
              time: <Time at={at}>{formatPast(at)}</Time>,
              milliseconds: formatNumber(durationMs),
            })}
          </h3>
          {error && <p className={css['danger']}>{error}</p>}
          {request && (
            <Code
              label={DELIVERIES.requestOf(index + 1)}
              text={`POST ${request.url}\n${linesOf(request.headers)}`}
            />
          )}
          {response && (
            <Code
              label={DELIVERIES.answerTo(index + 1)}
              text={`${response.status}\n${linesOf(response.headers)}\n\n${response.body}`}
            />
          )}
        </div>
      ))}
    </div>
  );
}

const linesOf = (headers: object): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join('\n');

/** Scrolls by keys, too. */
const Code = ({ text, label }: { text: string; label: string }) => (
  <pre className={css['code']} tabIndex={0} role="region" aria-label={label}>
    {text}
  </pre>
);
