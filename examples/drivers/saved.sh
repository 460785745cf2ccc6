# saved.sh PRINTED DISK: are all records in the log (log.inc) that were told to be saved?
told=$(grep -c '^saved$' "$1")
kept=$(od -An -tu1 -j3 -N1 "$2")
[ "$told" -le "$kept" ] || { echo "$told saved, and $((kept)) in the log" >&2; exit 1; }
