#!/bin/sh
# source: NVIDIA/TensorRT-LLM examples/serve/deepseek_r1_reasoning_parser.sh
trtllm-serve \
    deepseek-ai/DeepSeek-R1 \
    --host localhost --port 8000 \
    --trust_remote_code \
    --max_batch_size 1024 --max_num_tokens 8192 \
    --tp_size 8 --ep_size 8 --pp_size 1 \
    --config ./extra-llm-api-config.yml \
    --reasoning_parser deepseek-r1
