-- The search_path of the owner's sessions, behind PostgreSQL's own names.
\set manifest `cat beside/manifest.json`
select set_config('search_path', 'pg_catalog, ' || (:'manifest'::json ->> 'searchPath'), false);
