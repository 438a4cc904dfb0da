import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { api, type Me, read } from '../../api/client.ts';
import { saveFile } from '../../api/files.ts';
import { renew } from '../../api/session.ts';
import { OWN_DATA } from '../../texts/account.ts';
import { CONFIRMATION } from '../../texts/ui.ts';
import { useAction } from '../../ui/action.ts';
import { ConfirmByName, Section } from '../../ui/sections.tsx';

export function OwnData({ user }: { user: Me['user'] }) {
  const navigate = useNavigate();
  const download = useAction(() => saveFile('/auth/me/export', 'taskflow-data.json'));
  const remove = useAction(() => read(api.DELETE('/auth/me')), {
    done: OWN_DATA.deleted,
    onDone: async () => {
      // There is no session left to renew: this ends it here, too.
      if (await renew()) await navigate({ to: '/tasks', search: {} });
    },
  });
  return (
    <>
      <Section title={OWN_DATA.title} hint={OWN_DATA.hint}>
        <Button variant="default" loading={download.isPending} onClick={() => download.mutate()}>
          {OWN_DATA.download}
        </Button>
      </Section>
      <Section title={OWN_DATA.deleteTitle} hint={OWN_DATA.deleteHint}>
        <ConfirmByName
          name={user.email}
          what={CONFIRMATION.ownEmail}
          action={OWN_DATA.delete}
          isBusy={remove.isPending}
          onConfirm={() => remove.mutate()}
        />
      </Section>
    </>
  );
}
