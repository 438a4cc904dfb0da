import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type ApiToken, read } from '../../api/client.ts';
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
    { refresh, done: 'The token is revoked' },
  );
  const list = tokens.data?.data ?? [];
  return (
    <AccountPage title="My API tokens">
      <p className={css['lead']}>
        With a token a script acts as you, in this organization, within the permissions you give it.
      </p>
      {issued && (
        <ShownOnce
          text={`The token “${issued.name}”, shown this once. Send it as “Authorization: Bearer …”.`}
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
            <Button onClick={() => setCreating(true)}>New token</Button>
          </p>
        )
      )}
      <Section title="Your tokens">
        {tokens.isError ? (
          <Failure error={tokens.error} reset={() => void tokens.refetch()} />
        ) : list.length === 0 && !tokens.isPending ? (
          <Empty title="No tokens yet">Create one for a script that is to act as you.</Empty>
        ) : (
          <ul className={css['rows']} aria-busy={tokens.isPending} aria-label="API tokens">
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
    <OrganizationPage
      title="API tokens"
      permission="token:manage"
      what="The tokens of all members are shown to owners and admins."
    >
      <AllApiTokens />
    </OrganizationPage>
  );
}

function AllApiTokens() {
  const tokens = useQuery(allApiTokensQuery);
  const revoke = useAction(
    (id: string) => read(api.DELETE('/organizations/current/api-tokens/{id}', { params: { path: { id } } })),
    { refresh, done: 'The token is revoked' },
  );
  const list = tokens.data?.data ?? [];
  if (tokens.isError) return <Failure error={tokens.error} reset={() => void tokens.refetch()} />;
  if (list.length === 0 && !tokens.isPending)
    return <Empty title="No tokens">No member has created an API token.</Empty>;
  return (
    <>
      <p className={css['lead']}>
        Tokens by which members’ scripts act here. A revoked one ends within a second.
      </p>
      <ul className={css['rows']} aria-busy={tokens.isPending} aria-label="API tokens">
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
          {lastUsedAt ? (
            <>
              used <Time at={lastUsedAt}>{formatPast(lastUsedAt)}</Time>
            </>
          ) : (
            'never used'
          )}{' '}
          · ends <Time at={expiresAt}>{formatDay(expiresAt)}</Time>
        </div>
        <div className={css['dim']}>{permissions.map(permissionText).join(', ')}</div>
      </div>
      <SureButton label="Revoke" question={`Revoke ${name}?`} isBusy={isBusy} onSure={onRevoke} />
    </li>
  );
}
