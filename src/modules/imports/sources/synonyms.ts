import type { ColumnField } from './source.js';
import { nameKey } from '../values/names.js';

/** What columns are called in files of any origin, the usual name first. */
const NAMES: Record<ColumnField, string> = {
  title:
    'title, name, summary, task, subject, content, task name, task title, issue, issue title, item, item name, todo, to-do, headline, card, card name, card title, story, heading, what,' +
    'titel, aufgabe, betreff, thema, zusammenfassung, bezeichnung, vorgang, aufgabenname, titre, tache, nom, sujet, intitule, resume, titulo, tarea, nombre, asunto, resumen',
  description:
    'description, notes, note, details, body, text, desc, task description, issue description, card description, remarks,' +
    'beschreibung, notizen, notiz, bemerkung, bemerkungen, anmerkung, anmerkungen, descriptif, remarque, remarques, descripcion, notas, detalles, observaciones',
  status:
    'status, state, progress, stage, current state, task status, issue state, workflow state, zustand, stand, fortschritt, statut, etat, avancement, estado, situacion, progreso',
  section:
    'section, list, list name, column, column name, bucket, bucket name, board column, group, status category, spalte, liste, abschnitt, colonne, lista, columna, seccion, grupo',
  completed:
    'is completed, complete, is done, done, finished, is complete, due complete, erledigt, fertig, abgeschlossen, termine, fait, completado, hecho, terminado',
  archived: 'archived, is archived, archiviert, archive, archivado',
  priority:
    'priority, importance, urgency, severity, prio, prioritat, wichtigkeit, dringlichkeit, priorite, importance, urgence, prioridad, importancia, urgencia',
  project:
    'project, project name, projects, board, board name, repository, repo, plan, plan name, projekt, projektname, projet, tableau, proyecto, tablero',
  assignee:
    'assignee, assignees, assignee email, assigned to, assign, assignee name, assignee username, owner, owners, responsible, person, member, members, who, assigned, assigned user, people, owned by, assignee e-mail,' +
    'zugewiesen an, zugewiesene person, zugewiesen, bearbeiter, verantwortlich, verantwortlicher, zustandig, assigne a, assigne, attribue a, responsable, personne, asignado a, asignado, encargado, persona',
  labels:
    'labels, label, tags, tag, categories, category, keywords, schlagworte, schlagwort, stichworte, stichworter, stichwort, etiketten, etikett, kategorie, kategorien, etiquettes, etiquette, categorie, categories, mots cles, etiquetas, etiqueta, categoria, categorias',
  dueAt:
    'due at, due, due date, deadline, due on, duedate, end date, target date, finish date, date due, due by, due time, end, date,' +
    'fallig, fallig am, abgabedatum, endtermin, falligkeit, falligkeitsdatum, frist, termin, bis, enddatum, echeance, date d echeance, date limite, date de fin, vencimiento, fecha de vencimiento, fecha limite, fecha, plazo, fecha de fin',
  createdAt:
    'created at, created, created on, created date, creation date, date created, created time, creation time, date added, added on, opened at,' +
    'erstellt, erstellt am, angelegt, angelegt am, erstelldatum, erstellungsdatum, cree le, date de creation, cree, creado, creado el, fecha de creacion, creada',
  completedAt:
    'completed at, completed, completed on, completed date, completion date, date completed, completed time, closed at, closed, closed on, closed date, date closed, resolved, resolved at, resolved on, resolution date, done at, finished at, date done, finished on,' +
    'erledigt am, geschlossen, abgeschlossen am, fertiggestellt am, geschlossen am, erledigungsdatum, termine le, date de fin reelle, ferme le, cloture le, date de cloture, completado el, terminado el, fecha de finalizacion, cerrado el',
  sourceId:
    'id, key, vorgangsschlussel, issue key, task id, issue id, card id, item id, ticket, ticket id, number, nr, no, #, gid, iid, issue number, identifier, external id, uid, uuid, nummer, kennung, numero, identifiant, identificador, clave',
  comment: 'comment, comments, kommentar, kommentare, commentaire, commentaires, comentario, comentarios',
  note: '',
};

const FIELDS: ReadonlyMap<string, ColumnField> = new Map(
  (Object.entries(NAMES) as [ColumnField, string][])
    .filter(([, names]) => names !== '')
    .flatMap(([field, names]) => names.split(',').map((name) => [nameKey(name), field] as const))
    .toReversed(),
);

/** Columns that say when something else happened, or count something: they are left out. */
const IGNORED = new Set(
  [
    'updated at, updated, updated on, last modified, last modified on, modified, last updated, last activity, version, import error, position, aktualisiert, geandert, geandert am, modifie le, actualizado',
  ].flatMap((names) => names.split(',').map((name) => nameKey(name))),
);

/** The time zone that a name may have behind it. */
const ZONE = /\((?:UTC|GMT)\)$/i;

/** What a column of this name usually says: null is nothing that matters, undefined nothing that is known. */
export function fieldByName(name: string): ColumnField | null | undefined {
  // A share, such as `% Done`, is no yes and no no.
  if (name.trim().startsWith('%')) return undefined;
  const key = nameKey(name.replace(ZONE, ''));
  return IGNORED.has(key) ? null : FIELDS.get(key);
}

/** Whether the times of a column are in UTC, by its name. */
export const isInUtc = (name: string): boolean => ZONE.test(name);
