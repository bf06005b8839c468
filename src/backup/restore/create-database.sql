-- A template of the superuser's own has the extensions that nobody else makes.
select exists (
  select from pg_database where datname = 'cdk8s_database_template' and datdba = 10 and datistemplate and not datallowconn
) as has_template
\gset
-- Left by a Job that was killed: its name says of which backup it is.
drop database if exists :"new";
\if :has_template
  create database :"new" owner :"owner" template cdk8s_database_template;
\else
  create database :"new" owner :"owner" template template0 encoding 'UTF8' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8';
\endif
