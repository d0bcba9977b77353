#!/bin/sh
# An image of the llama-server that AutoTune keeps in its cache, for machines that cannot pull one.
# Arguments: IMAGE (default autotune/llama-cpp:cached). DOCKER_HOST names another engine than the usual one.
set -eu
image=${1:-autotune/llama-cpp:cached}
root=${AUTOTUNE_CACHE:-$HOME/.cache/autotune}/engines/debian-forky/root
[ -x "$root/usr/bin/llama-server" ] || { echo "there is no llama-server in $root: run a study first, which fetches it" >&2; exit 3; }
links=$(mktemp -d)
trap 'rm -r -- "$links"' EXIT
libraries=usr/lib/x86_64-linux-gnu
ln -s usr/lib "$links/lib"
ln -s "$libraries" "$links/lib64"
ln -s usr/bin "$links/bin"
mkdir "$links/tmp"
tar -C "$root" --exclude=usr/lib64 -cf - usr -C "$links" lib lib64 bin tmp | docker import \
    --change 'ENTRYPOINT ["/usr/bin/llama-server"]' --change "ENV LD_LIBRARY_PATH=/$libraries:/$libraries/llama" - "$image" >/dev/null
echo "$image"
