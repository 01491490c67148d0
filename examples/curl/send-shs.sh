#!/bin/sh
# Sends a file as an SHS message with nothing but sh and curl, and prints the receipt id.
#
#   send-shs.sh FILE FROM TO PRODUCT URL CERT KEY CA [TX_ID]
#
# FROM and TO are organisation numbers, PRODUCT is the product type's UUID. Give the same TX_ID again after a lost
# answer: the node answers with the first receipt and keeps one message.
set -eu
[ $# -ge 8 ] || { sed -n '4,7p' "$0" | cut -c3- >&2; exit 2; }
file=$1 from=$2 to=$3 product=$4 url=$5 cert=$6 key=$7 ca=$8
tx=${9:-$(cat /proc/sys/kernel/random/uuid 2>/dev/null || uuidgen)}
tx=$(printf %s "$tx" | tr 'A-F' 'a-f')
url=${url%/}
# Of the file itself: the same file again is a duplicate, another file under the same tx.id is refused.
content=$(openssl dgst -sha256 -r < "$file" 2>/dev/null || sha256sum < "$file" || shasum -a 256 < "$file")
content=$(printf %.36s "$content")
boundary="shs-$tx"
name=$(basename -- "$file" | tr -d '"\r\n&<>')
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

{
  printf 'Subject: SHS Message\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="%s"\r\n' "$boundary"
  printf 'Content-Transfer-Encoding: binary\r\n\r\n'
  printf -- '--%s\r\nContent-Type: text/xml; charset=UTF-8\r\nContent-Transfer-Encoding: binary\r\n\r\n' "$boundary"
  cat <<LABEL
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE shs.label SYSTEM "shs-label-1.2.dtd">
<shs.label version="1.2" tx.id="$tx" corr.id="$tx" transfer-type="asynch" message-type="simple" sequence-type="event" status="production">
<from commonName="">urn:X-shs:$from</from><to commonName="">urn:X-shs:$to</to>
<product>urn:X-shs:$product</product><datetime>$(date +%Y-%m-%dT%H:%M:%S)</datetime>
<content content.id="$content"><data datapartType="file" filename="$name"/></content>
</shs.label>
LABEL
  printf '\r\n--%s\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n' "$boundary"
  printf 'Content-Disposition: attachment; filename="%s"\r\n\r\n' "$name"
  cat -- "$file"
  printf '\r\n--%s--\r\n' "$boundary"
} > "$work/message"

status=$(curl --silent --show-error --cert "$cert" --key "$key" --cacert "$ca" \
  -H 'Content-Type: message/rfc822' --data-binary "@$work/message" \
  --dump-header "$work/headers" --output "$work/answer" --write-out '%{http_code}' "$url/shs/rs") || {
  code=$?
  case $code in
    35 | 51 | 58 | 59 | 60 | 77) exit 1 ;; # a certificate or key: trying again does not help
  esac
  echo "no answer; try again with the same tx.id: $tx" >&2
  exit 3
}
if [ "$status" = 202 ]; then
  sed -n 's/^[Xx]-shs-localid: *//p' "$work/headers" | tr -d '\r'
else
  cat "$work/answer" >&2
  [ "$status" -ge 500 ] && exit 3
  exit 1
fi
