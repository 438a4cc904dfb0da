/** What a user wants to be reminded of, and when. It is gone once they were. */
export interface Reminder {
  id: string;
  taskId: string;
  remindAt: Date;
  createdAt: Date;
}

/** A reminder whose time has come, with the user whom it is for. */
export interface UserReminder {
  id: string;
  taskId: string;
  userId: string;
}
