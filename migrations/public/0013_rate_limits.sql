-- What was tried too often isn't only failures to sign in: one table of buckets for all that is limited.
ALTER TABLE public.sign_in_failures RENAME TO rate_limit_buckets;
ALTER INDEX public.sign_in_failures_pkey RENAME TO rate_limit_buckets_pkey;
ALTER INDEX public.sign_in_failures_changed_at RENAME TO rate_limit_buckets_changed_at;
