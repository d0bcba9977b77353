#!/usr/bin/env bash
# source: https://gist.github.com/mmguero/f7456921fb02cac8b992ebb0f60be163
LLAMA_BIN="./llama.cpp/build/bin/llama-server"
MODELS_DIR="./models"
HOST="127.0.0.1"
PORT="8081"
THREADS=4
BATCH_SIZE=256
CTX_SIZE=16384

taskset -c 0,1,2,3 \
"$LLAMA_BIN" \
  --host "$HOST" \
  --port "$PORT" \
  --cpu-moe \
  --n-gpu-layers 0 \
  --mlock \
  --threads "$THREADS" \
  --batch-size "$BATCH_SIZE" \
  --ctx-size "$CTX_SIZE" \
  --cache-type-k q4_0 \
  --cache-type-v q4_0 \
  --models-dir "$MODELS_DIR" \
  --models-max 1 \
  --temp 0.3 \
  --top-p 0.85 \
  --api-prefix /v1
