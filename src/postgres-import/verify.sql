reset all;
set client_min_messages = warning;
\setenv SUMS target.sums
\i /etc/postgres-import/sums.sql
\i /etc/postgres-import/sequences.sql
\set verdict `sh /etc/postgres-import/compare.sh`
select :'verdict' = 'same' as is_same
\gset
\if :is_same
\else
  do $$ begin raise exception using errcode = 'data_corrupted', message = 'not all rows are what they are in the old database'; end $$;
\endif
