#!/bin/sh
# source: sgl-project/sglang docs/basic_usage/deepseek_v3.md
python3 -m sglang.launch_server \
  --model-path deepseek-ai/DeepSeek-V3-0324 \
  --speculative-algorithm EAGLE \
  --trust-remote-code \
  --tp 8
