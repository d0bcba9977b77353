#!/bin/sh
# source: https://github.com/ggml-org/llama.cpp/pull/15077
llama-server -hf ggml-org/gpt-oss-120b-GGUF --ctx-size 0 --jinja --flash-attn --n-gpu-layers 99 --reasoning-format none --n-cpu-moe 3
