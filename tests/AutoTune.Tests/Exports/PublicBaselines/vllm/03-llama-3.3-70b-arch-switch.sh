#!/bin/sh
# source: vllm-project/recipes Llama/Llama3.3-70B.md
COMPUTE_CAPABILITY=$(nvidia-smi -i 0 --query-gpu=compute_cap --format=csv,noheader)
if [ "$COMPUTE_CAPABILITY" = "10.0" ]; then
    DTYPE="FP4"
    YAML_CONFIG="Llama3.3_Blackwell.yaml"
else
    DTYPE="FP8"
    YAML_CONFIG="Llama3.3_Hopper.yaml"
fi

vllm serve nvidia/Llama-3.3-70B-Instruct-$DTYPE \
  --config ${YAML_CONFIG} \
  --tensor-parallel-size 1 \
  --max-num-seqs 512 \
  --max-model-len 10240 &
