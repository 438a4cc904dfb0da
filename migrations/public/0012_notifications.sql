-- Mail that may go out once at most: it is taken out of the table before the mail server is asked.
ALTER TABLE public.mails ADD COLUMN once boolean NOT NULL DEFAULT false;

-- The day whose tasks people were reminded of last, in the organization's time zone.
ALTER TABLE public.organizations ADD COLUMN reminded_of date;
GRANT UPDATE (reminded_of) ON public.organizations TO :"runtime";
