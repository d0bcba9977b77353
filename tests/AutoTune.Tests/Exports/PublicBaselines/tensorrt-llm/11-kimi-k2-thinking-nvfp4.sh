#!/bin/sh
# source: NVIDIA/TensorRT-LLM docs/source/deployment-guide/deployment-guide-for-kimi-k2-thinking-on-trtllm.md
EXTRA_LLM_API_FILE=./kimi-k2-thinking.yaml

trtllm-serve nvidia/Kimi-K2-Thinking-NVFP4 \
    --host 0.0.0.0 --port 8000 \
    --config ${EXTRA_LLM_API_FILE}
