/** What a user wants to be reminded of, and when. It is gone once they were. */
export interface Reminder {
  id: string;
  taskId: string;
  remindAt: Date;
  createdAt: Date;
}

/** A reminder whose time has come. */
export interface DueReminder {
  id: string;
  taskId: string;
  userId: string;
}
