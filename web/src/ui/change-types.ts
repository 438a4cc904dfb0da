import { CHANGES, type ChangeSubject, type ChangeType } from '../texts/common.ts';

const typesOf = (subject: string): ChangeType[] =>
  (Object.keys(CHANGES) as ChangeType[]).filter((type) => type.startsWith(`${subject}.`));

/** The types of changes, by what they are about. */
export const TYPES_OF: Record<ChangeSubject, ChangeType[]> = {
  tasks: typesOf('task'),
  comments: typesOf('comment'),
  files: typesOf('attachment'),
  projects: typesOf('project'),
  webhooks: typesOf('webhook'),
};
