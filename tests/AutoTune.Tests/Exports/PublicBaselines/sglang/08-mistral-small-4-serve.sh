#!/bin/sh
# source: sgl-project/sgl-cookbook docs/autoregressive/Mistral/Mistral-Small-4.md
sglang serve --model-path mistralai/Mistral-Small-4-119B-2603 \
  --tp 2 \
  --tool-call-parser mistral \
  --reasoning-parser mistral
