#!/bin/sh
# Starts Redis with the rights that users.acl gives to `bookedbarber` and `operator`, and the passwords of REDIS_PASSWORD and
# REDIS_OPERATOR_PASSWORD, stored as hashes. Without the second, `operator` cannot sign in.
# More options of redis-server may follow. Compose runs it; elsewhere it works as well.
set -eu
: "${REDIS_PASSWORD:?set it in .env: openssl rand -hex 24}"
here=$(dirname "$0")
data=${REDIS_DATA:-/data}
hash() { printf %s "$1" | sha256sum | cut -d ' ' -f 1; }
application="s/^user bookedbarber on /&#$(hash "$REDIS_PASSWORD") /"
operator=${REDIS_OPERATOR_PASSWORD:+"s/^user operator on /&#$(hash "$REDIS_OPERATOR_PASSWORD") /"}
umask 077
sed -e "$application" -e "$operator" "$here/users.acl" > "$data/users.acl"
exec redis-server "$here/redis.conf" --aclfile "$data/users.acl" --dir "$data" "$@"
