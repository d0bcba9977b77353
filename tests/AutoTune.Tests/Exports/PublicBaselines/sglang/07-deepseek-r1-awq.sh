#!/bin/sh
# source: sgl-project/sglang benchmark/deepseek_v3/README.md
python3 -m sglang.launch_server --model cognitivecomputations/DeepSeek-R1-AWQ --tp 8 --trust-remote-code --quantization awq_marlin --dtype float16
