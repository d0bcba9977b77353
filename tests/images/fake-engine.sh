#!/bin/sh
# An image of a fake engine (AutoTune.MockEngine), on top of the one that llama-cpp.sh makes: no model, no GPU.
# Arguments: IMAGE, the image to build on, the folder of the built mock engine, the engine's name, its program, the model whose sizes it has.
# AUTOTUNE_FAKE_FLAGS names a folder of recorded flag lists. DOCKER_HOST as usual.
set -eu
image=$1 base=$2 mock=$3 engine=$4 program=$5 sizes=$6
dotnet=${DOTNET_ROOT:-$(dirname -- "$(readlink -f -- "$(command -v dotnet)")")}
[ -x "$mock/autotune-mock-engine" ] || { echo "there is no autotune-mock-engine in $mock: build it first" >&2; exit 3; }
context=$(mktemp -d)
trap 'rm -r -- "$context"' EXIT
mkdir -p "$context/dotnet/shared" "$context/lists" "$context/bin"
cp -r "$dotnet/dotnet" "$dotnet/host" "$context/dotnet"
cp -r "$dotnet/shared/Microsoft.NETCore.App" "$context/dotnet/shared"
cp -r "$mock" "$context/engine"
cp "$(command -v busybox)" "$context/bin/sh"
lists=
if [ -n "${AUTOTUNE_FAKE_FLAGS:-}" ]; then
    cp "$AUTOTUNE_FAKE_FLAGS"/*_flags.json "$context/lists"
    lists=/opt/lists
fi
printf '#!/usr/bin/sh\nexec /opt/engine/autotune-mock-engine fake %s "$@"\n' "$engine" >"$context/bin/$program"
chmod +x "$context/bin/$program"
cat >"$context/Dockerfile" <<FILE
FROM $base
COPY dotnet /opt/dotnet
COPY engine /opt/engine
COPY lists /opt/lists
COPY bin /usr/bin
ENV DOTNET_ROOT=/opt/dotnet DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_EnableDiagnostics=0 PATH=/usr/bin
ENV AUTOTUNE_FAKE_FLAGS=$lists AUTOTUNE_FAKE_MODEL=$sizes
ENTRYPOINT []
FILE
DOCKER_BUILDKIT=0 docker build --quiet --tag "$image" "$context" >/dev/null
echo "$image"
