#!/bin/sh
# An image of the tests' second engine, on top of the one that llama-cpp.sh makes.
# Arguments: IMAGE, the image to build on, the folder of the built engine. DOCKER_HOST names another container engine than the usual one.
set -eu
image=$1 base=$2 engine=$3
dotnet=${DOTNET_ROOT:-$(dirname -- "$(readlink -f -- "$(command -v dotnet)")")}
[ -x "$engine/sharp-engine" ] || { echo "there is no sharp-engine in $engine: build it first" >&2; exit 3; }
context=$(mktemp -d)
trap 'rm -r -- "$context"' EXIT
mkdir -p "$context/dotnet/shared"
cp -r "$dotnet/dotnet" "$dotnet/host" "$context/dotnet"
cp -r "$dotnet/shared/Microsoft.NETCore.App" "$dotnet/shared/Microsoft.AspNetCore.App" "$context/dotnet/shared"
cp -r "$engine" "$context/engine"
cat >"$context/Dockerfile" <<FILE
FROM $base
COPY dotnet /opt/dotnet
COPY engine /opt/sharp-engine
ENV DOTNET_ROOT=/opt/dotnet DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_EnableDiagnostics=0
ENTRYPOINT ["/opt/sharp-engine/sharp-engine"]
FILE
DOCKER_BUILDKIT=0 docker build --quiet --tag "$image" "$context" >/dev/null
echo "$image"
