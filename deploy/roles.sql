-- Two roles and the database, for psql; needs the variables owner_password and app_password. Safe to run again.
-- casemgmt_owner owns the tables and migrates; casemgmt_app serves pages and may not change a table.
SELECT format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB', name)
  FROM unnest(ARRAY['casemgmt_owner', 'casemgmt_app']) AS name
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec
ALTER ROLE casemgmt_owner PASSWORD :'owner_password';
ALTER ROLE casemgmt_app PASSWORD :'app_password';
SELECT 'CREATE DATABASE casemgmt OWNER casemgmt_owner TEMPLATE template0 ENCODING ''UTF8'''
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'casemgmt') \gexec
REVOKE CONNECT, TEMPORARY ON DATABASE casemgmt FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE casemgmt TO casemgmt_app;
-- Filling a database in bulk pauses the history triggers, in the owner's own session only.
GRANT SET ON PARAMETER session_replication_role TO casemgmt_owner;
\connect casemgmt
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT CREATE ON SCHEMA public TO casemgmt_owner;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;
CREATE EXTENSION IF NOT EXISTS unaccent;
