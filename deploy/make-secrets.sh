#!/bin/sh
# Makes deploy/secrets/ for compose.yaml: what can be made up is, the rest is left empty to be filled in.
# What is there already is kept. Containers read the files as users of their own: only the folder keeps others out.
set -eu
umask 077
folder="$(dirname "$0")/secrets"
mkdir -p "$folder"
cd "$folder"

keep() { # NAME COMMAND...: a file with what the command says, unless there is one with something in it
    name=$1
    shift
    [ -s "$name" ] || "$@" > "$name"
    chmod 0644 "$name"
}

keep postgres_password openssl rand -hex 24
keep database_url printf 'postgresql://shop:%s@postgres/shop' "$(cat postgres_password)"
keep ledger_signing_key openssl rand -base64 32
keep image_signing_secret openssl rand -hex 32
keep metrics_token openssl rand -hex 32
for name in stripe_secret_key stripe_webhook_secret smtp_url; do
    keep "$name" true
    [ -s "$name" ] || echo "Still to be filled in: deploy/secrets/$name"
done
