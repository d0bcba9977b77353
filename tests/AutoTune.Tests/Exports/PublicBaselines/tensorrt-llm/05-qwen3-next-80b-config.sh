#!/bin/sh
# source: NVIDIA/TensorRT-LLM docs/source/deployment-guide/deployment-guide-for-qwen3-next-on-trtllm.md
EXTRA_LLM_API_FILE=./qwen3-next.yaml
trtllm-serve Qwen/Qwen3-Next-80B-A3B-Thinking --host 0.0.0.0 --port 8000 --config ${EXTRA_LLM_API_FILE}
