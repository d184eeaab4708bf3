#!/bin/sh
# Starts Redis with the rights that users.acl gives to `bookedbarber`, and the password of REDIS_PASSWORD, stored as a hash.
# More options of redis-server may follow. Compose runs it; elsewhere it works as well.
set -eu
: "${REDIS_PASSWORD:?set it in .env: openssl rand -hex 24}"
here=$(dirname "$0")
data=${REDIS_DATA:-/data}
rights=$(sed -n 's/^user bookedbarber [^~]*~/~/p' "$here/users.acl")
hash=$(printf %s "$REDIS_PASSWORD" | sha256sum | cut -d ' ' -f 1)
umask 077
printf 'user default off\nuser bookedbarber on #%s %s\n' "$hash" "$rights" > "$data/users.acl"
exec redis-server "$here/redis.conf" --aclfile "$data/users.acl" --dir "$data" "$@"
