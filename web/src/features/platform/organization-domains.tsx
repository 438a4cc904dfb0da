import { Button, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { api, read } from '../../api/client.ts';
import { ACTIONS, DOMAINS_STATE, FIELDS } from '../../texts/common.ts';
import { DOMAINS } from '../../texts/platform.ts';
import { useAction } from '../../ui/action.ts';
import { useApiForm } from '../../ui/api-form.ts';
import { Refusal, Section, SureButton } from '../../ui/sections.tsx';
import { Paged, usePaged } from '../../ui/paged.tsx';
import css from '../../ui/sections.module.css';

/** The host names of an organization. Those that an operator adds count at once. */
export function OrganizationDomains({ id }: { id: string }) {
  const client = useQueryClient();
  const queryKey = ['platform', 'organization', id, 'domains'];
  const refresh = [queryKey];
  const domains = usePaged(queryKey, (page, signal) =>
    read(
      api.GET('/admin/organizations/{id}/domains', {
        params: { path: { id }, query: { page, limit: 50 } },
        signal,
      }),
    ),
  );
  const { form, submit, isBusy, refusal } = useApiForm({ domain: '' }, async (body) => {
    await read(api.POST('/admin/organizations/{id}/domains', { params: { path: { id } }, body }));
    await client.invalidateQueries({ queryKey });
    form.reset();
  });
  const makePrimary = useAction(
    (domainId: string) =>
      read(
        api.PATCH('/admin/organizations/{id}/domains/{domainId}', {
          params: { path: { id, domainId } },
          body: { isPrimary: true },
        }),
      ),
    { refresh },
  );
  const remove = useAction(
    (domainId: string) =>
      read(
        api.DELETE('/admin/organizations/{id}/domains/{domainId}', { params: { path: { id, domainId } } }),
      ),
    { refresh, done: DOMAINS_STATE.removed },
  );
  return (
    <Section title={DOMAINS.title} hint={DOMAINS.hint}>
      <Refusal of={refusal} />
      <form className={css['inline']} style={{ marginBottom: 12 }} onSubmit={submit} noValidate>
        <TextInput
          aria-label={FIELDS.hostName}
          placeholder={FIELDS.hostNameExample}
          autoComplete="off"
          {...form.getInputProps('domain')}
        />
        <Button type="submit" variant="default" loading={isBusy}>
          {ACTIONS.add}
        </Button>
      </form>
      <Paged of={domains} label={DOMAINS.title} empty={<p className={css['dim']}>{DOMAINS.empty}</p>}>
        {domains.list.map(({ id: domainId, domain, status, isPrimary }) => (
          <li key={domainId}>
            <div className={css['main']}>
              <strong>{domain}</strong>
              {isPrimary && <span className={css['badge']}>{DOMAINS_STATE.primary}</span>}
              {status === 'PENDING' && <div className={css['dim']}>{DOMAINS_STATE.pending}</div>}
            </div>
            {status === 'VERIFIED' && !isPrimary && (
              <Button size="compact-sm" variant="default" onClick={() => makePrimary.mutate(domainId)}>
                {ACTIONS.makePrimary}
              </Button>
            )}
            <SureButton
              label={ACTIONS.remove}
              question={DOMAINS.removeQuestion(domain)}
              isBusy={remove.isPending && remove.variables === domainId}
              onSure={() => remove.mutate(domainId)}
            />
          </li>
        ))}
      </Paged>
    </Section>
  );
}
