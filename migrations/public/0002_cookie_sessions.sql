-- Whether a browser keeps the refresh token of the session, in a cookie that scripts can't read: then no answer shows it.
ALTER TABLE public.sessions ADD COLUMN in_cookie boolean NOT NULL DEFAULT false;
