#!/bin/sh
# The postgres image runs this once, when its data folder is new.
set -eu
: "${OWNER_PASSWORD:?}" "${APP_PASSWORD:?}"
{
	printf '%s\n' '\getenv owner_password OWNER_PASSWORD' '\getenv app_password APP_PASSWORD'
	cat "${ROLES_SQL:-/casemgmt/roles.sql}"
} | psql -X -q -v ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres
