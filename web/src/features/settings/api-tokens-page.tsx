import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type ApiToken, read } from '../../api/client.ts';
import { ACTIONS } from '../../texts/common.ts';
import { ALL_API_TOKENS, API_TOKENS } from '../../texts/connections.ts';
import { SETTINGS_TABS } from '../../texts/shell.ts';
import { fill } from '../../ui/fill.tsx';
import { useAction } from '../../ui/action.ts';
import { formatDay, formatPast } from '../../ui/format.ts';
import { Section, ShownOnce, SureButton } from '../../ui/sections.tsx';
import { Time } from '../../ui/signs.tsx';
import { Empty, Failure } from '../../ui/states.tsx';
import { permissionText } from './grants.ts';
import { NewApiToken } from './new-api-token.tsx';
import { allApiTokensQuery, apiTokensQuery } from './queries.ts';
import { AccountPage, OrganizationPage } from './settings-pages.tsx';
import css from '../../ui/sections.module.css';

const refresh = [['api-tokens']];

/** The caller's own tokens. */
export function ApiTokensPage() {
  const tokens = useQuery(apiTokensQuery);
  const [isCreating, setCreating] = useState(false);
  const [issued, setIssued] = useState<{ name: string; token: string }>();
  const revoke = useAction(
    (id: string) => read(api.DELETE('/auth/tokens/{id}', { params: { path: { id } } })),
    { refresh, done: API_TOKENS.revoked },
  );
  const list = tokens.data?.data ?? [];
  return (
    <AccountPage title={SETTINGS_TABS.apiTokens}>
      <p className={css['lead']}>{API_TOKENS.lead}</p>
      {issued && (
        <ShownOnce
          text={API_TOKENS.issued(issued.name)}
          value={issued.token}
          onClose={() => setIssued(undefined)}
        />
      )}
      {isCreating ? (
        <NewApiToken
          onCancel={() => setCreating(false)}
          onCreated={(created) => {
            setCreating(false);
            setIssued(created);
          }}
        />
      ) : (
        !issued && (
          <p>
            <Button onClick={() => setCreating(true)}>{API_TOKENS.new}</Button>
          </p>
        )
      )}
      <Section title={API_TOKENS.yours}>
        {tokens.isError ? (
          <Failure error={tokens.error} reset={() => void tokens.refetch()} />
        ) : list.length === 0 && !tokens.isPending ? (
          <Empty title={API_TOKENS.empty}>{API_TOKENS.emptyDetail}</Empty>
        ) : (
          <ul className={css['rows']} aria-busy={tokens.isPending} aria-label={API_TOKENS.list}>
            {list.map((token) => (
              <TokenRow
                key={token.id}
                token={token}
                isBusy={revoke.isPending && revoke.variables === token.id}
                onRevoke={() => revoke.mutate(token.id)}
              />
            ))}
          </ul>
        )}
      </Section>
    </AccountPage>
  );
}

/** The tokens of all members. */
export function AllApiTokensPage() {
  return (
    <OrganizationPage title={API_TOKENS.list} permission="token:manage" what={ALL_API_TOKENS.why}>
      <AllApiTokens />
    </OrganizationPage>
  );
}

function AllApiTokens() {
  const tokens = useQuery(allApiTokensQuery);
  const revoke = useAction(
    (id: string) => read(api.DELETE('/organizations/current/api-tokens/{id}', { params: { path: { id } } })),
    { refresh, done: API_TOKENS.revoked },
  );
  const list = tokens.data?.data ?? [];
  if (tokens.isError) return <Failure error={tokens.error} reset={() => void tokens.refetch()} />;
  if (list.length === 0 && !tokens.isPending)
    return <Empty title={ALL_API_TOKENS.empty}>{ALL_API_TOKENS.emptyDetail}</Empty>;
  return (
    <>
      <p className={css['lead']}>{ALL_API_TOKENS.lead}</p>
      <ul className={css['rows']} aria-busy={tokens.isPending} aria-label={API_TOKENS.list}>
        {list.map((token) => (
          <TokenRow
            key={token.id}
            token={token}
            owner={`${token.userName} (${token.email})`}
            isBusy={revoke.isPending && revoke.variables === token.id}
            onRevoke={() => revoke.mutate(token.id)}
          />
        ))}
      </ul>
    </>
  );
}

function TokenRow({
  token: { name, hint, permissions, expiresAt, lastUsedAt },
  owner,
  isBusy,
  onRevoke,
}: {
  token: ApiToken;
  owner?: string;
  isBusy: boolean;
  onRevoke: () => void;
}) {
  return (
    <li>
      <div className={css['main']}>
        <strong>{name}</strong>
        <span className={css['badge']}>{hint}…</span>
        <div className={css['dim']}>
          {owner && `${owner} · `}
          {lastUsedAt
            ? fill(API_TOKENS.used, { time: <Time at={lastUsedAt}>{formatPast(lastUsedAt)}</Time> })
            : API_TOKENS.neverUsed}{' '}
          · {fill(API_TOKENS.ends, { time: <Time at={expiresAt}>{formatDay(expiresAt)}</Time> })}
        </div>
        <div className={css['dim']}>{permissions.map(permissionText).join(', ')}</div>
      </div>
      <SureButton
        label={ACTIONS.revoke}
        question={API_TOKENS.revokeQuestion(name)}
        isBusy={isBusy}
        onSure={onRevoke}
      />
    </li>
  );
}
