import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { api, type Me, read } from '../../api/client.ts';
import { saveFile } from '../../api/files.ts';
import { renew } from '../../api/session.ts';
import { useAction } from '../../ui/action.ts';
import { ConfirmByName, Section } from '../../ui/sections.tsx';

export function OwnData({ user }: { user: Me['user'] }) {
  const navigate = useNavigate();
  const download = useAction(() => saveFile('/auth/me/export', 'taskflow-data.json'));
  const remove = useAction(() => read(api.DELETE('/auth/me')), {
    done: 'Your account is deleted',
    onDone: async () => {
      // There is no session left to renew: this ends it here, too.
      if (await renew()) await navigate({ to: '/tasks', search: {} });
    },
  });
  return (
    <>
      <Section
        title="Your data"
        hint="A file with your account, and what you wrote, are assigned and were notified of in all organizations."
      >
        <Button variant="default" loading={download.isPending} onClick={() => download.mutate()}>
          Download my data
        </Button>
      </Section>
      <Section
        title="Delete your account"
        hint="You are signed out everywhere, for good. What you wrote stays with your organizations as a former member's. Where you are the last owner, hand over first."
      >
        <ConfirmByName
          name={user.email}
          what="e-mail address of your account"
          action="Delete my account"
          isBusy={remove.isPending}
          onConfirm={() => remove.mutate()}
        />
      </Section>
    </>
  );
}
