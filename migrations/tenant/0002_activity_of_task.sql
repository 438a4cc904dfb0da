-- What happened to a task's comments and attachments, which their entries name it for.
CREATE INDEX activity_of_task
  ON activity (coalesce(changes #>> '{taskId,to}', changes #>> '{taskId,from}'), sequence)
  WHERE changes ? 'taskId';
