-- PL/pgSQL keeps the plans of a function's expressions for one search_path, and each transaction has that of its
-- organization: these plan once.
ALTER FUNCTION public.search_task(text, text, text[]) SET search_path TO pg_catalog, pg_temp;
ALTER FUNCTION public.search_comment(text) SET search_path TO pg_catalog, pg_temp;
ALTER FUNCTION public.search_query(text) SET search_path TO pg_catalog, pg_temp;
