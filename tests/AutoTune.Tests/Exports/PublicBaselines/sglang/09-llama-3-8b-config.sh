#!/bin/sh
# source: https://docs.sglang.io/docs/advanced_features/server_arguments.md
python -m sglang.launch_server --config config.yaml
