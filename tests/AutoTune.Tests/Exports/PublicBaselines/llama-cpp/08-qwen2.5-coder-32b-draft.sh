#!/bin/sh
# source: mostlygeek/llama-swap docs/examples/speculative-decoding/README.md
/mnt/nvme/llama-server/llama-server-be0e35 \
  --host 127.0.0.1 --port 9503 \
  --flash-attn --metrics \
  --slots \
  --model /mnt/nvme/models/Qwen2.5-Coder-32B-Instruct-Q4_K_M.gguf \
  -ngl 99 \
  --ctx-size 19000 \
  --model-draft /mnt/nvme/models/Qwen2.5-Coder-0.5B-Instruct-Q8_0.gguf \
  -ngld 99 \
  --draft-max 16 \
  --draft-min 4 \
  --draft-p-min 0.4 \
  --device CUDA0 \
  --device-draft CUDA1
