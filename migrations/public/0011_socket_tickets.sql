-- Each lets somebody open one WebSocket without showing a token: browsers can't send a header there.
CREATE TABLE public.socket_tickets (
  ticket_hash      bytea PRIMARY KEY,
  user_id          uuid NOT NULL REFERENCES public.users ON DELETE CASCADE,
  organization_id  uuid NOT NULL REFERENCES public.organizations ON DELETE CASCADE,
  role             text NOT NULL,
  -- A ticket ends with its session, however that ends.
  session_id       uuid NOT NULL,
  -- Of the access token that it was issued for, in seconds since 1970.
  token_issued_at  bigint NOT NULL,
  token_expires_at bigint NOT NULL,
  created_at       timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX socket_tickets_created_at ON public.socket_tickets (created_at);
GRANT SELECT, INSERT, DELETE ON public.socket_tickets TO :"runtime";
