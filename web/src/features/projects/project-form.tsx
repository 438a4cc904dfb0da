import { Button, Textarea, TextInput } from '@mantine/core';
import type { Project } from '../../api/client.ts';
import { ACTIONS, FIELDS } from '../../texts/common.ts';
import { PROJECT, PROJECTS } from '../../texts/projects.ts';
import { useApiForm } from '../../ui/api-form.ts';
import css from '../../ui/rows.module.css';
import { useSaveProject } from './queries.ts';

/** Creates a project, or changes its name and description. */
export function ProjectForm({ project, onDone }: { project?: Project; onDone: () => void }) {
  const save = useSaveProject(project);
  const initial = { name: project?.name ?? '', description: project?.description ?? '' };
  const { form, submit, isBusy, refusal } = useApiForm(initial, async (values) => {
    await save(values);
    onDone();
  });
  return (
    <form
      className={css['fields']}
      aria-label={project ? PROJECT.change(project.name) : PROJECTS.new}
      noValidate
      style={{ flex: 1 }}
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onDone();
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit();
      }}
    >
      <TextInput label={FIELDS.name} autoFocus {...form.getInputProps('name')} />
      <Textarea
        label={FIELDS.description}
        autosize
        minRows={2}
        maxRows={10}
        {...form.getInputProps('description')}
      />
      {refusal && (
        <p role="alert" className={css['refusal']}>
          {refusal.message}
        </p>
      )}
      <div className={css['end']}>
        <Button variant="default" onClick={onDone}>
          {ACTIONS.cancel}
        </Button>
        <Button type="submit" loading={isBusy}>
          {project ? ACTIONS.save : PROJECT.createProject}
        </Button>
      </div>
    </form>
  );
}
