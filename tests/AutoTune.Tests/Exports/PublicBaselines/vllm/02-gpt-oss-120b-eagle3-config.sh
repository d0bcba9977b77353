#!/bin/sh
# source: vllm-project/recipes OpenAI/GPT-OSS.md
YAML_CONFIG="GPT-OSS_EAGLE3_Hopper.yaml"
vllm serve openai/gpt-oss-120b \
  --config ${YAML_CONFIG} \
  --tensor-parallel-size 1 &
