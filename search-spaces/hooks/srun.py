#!/usr/bin/env python3
"""AutoTune's hooks as jobs of Slurm. The folder of the logs has to be shared with the nodes: AUTOTUNE_SLURM_LOGS, else ~/autotune-slurm."""
import json
import os
import subprocess
import sys
import time

FOLDER = os.environ.get("AUTOTUNE_SLURM_LOGS", os.path.expanduser("~/autotune-slurm"))


def log_of(name):
    return os.path.join(FOLDER, name + ".log")


def state(name):
    """Of the job: its state and its node; empty where there is none (any more). A controller that is busy is asked again."""
    for attempt in range(10):
        seen = subprocess.run(["squeue", "--noheader", "--name", name, "--format", "%T %N"], text=True, capture_output=True)
        if seen.returncode == 0:
            break
        time.sleep(attempt)
    seen.check_returncode()
    words = seen.stdout.split()
    return (words[0] if words else "", words[1] if len(words) > 1 else "")


def start(candidate):
    os.makedirs(FOLDER, exist_ok=True)
    resources = candidate["resources"]
    options = ["--job-name", candidate["name"], "--nodes", "1", "--ntasks", "1", "--output", log_of(candidate["name"])]
    if resources["gpus"]:
        options += ["--gpus", str(resources["gpus"])]
    if resources["memory"]:
        options += ["--mem", f"{resources['memory'] // 1024}K"]
    errors = log_of(candidate["name"]) + ".srun"
    with open(errors, "w") as file:
        job = subprocess.Popen(["srun", *options, *candidate["command"]], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=file,
                               env={**os.environ, **candidate["environment"]}, start_new_session=True)
    while True:
        what, node = state(candidate["name"])
        if what == "RUNNING" and node:
            print(json.dumps({"url": f"http://{node}:{candidate['port']}"}))
            return
        if job.poll() is not None:
            if os.path.exists(log_of(candidate["name"])):
                # It ran and has ended already, which `logs` tells: a configuration that fails is no reason to stop the study.
                print(json.dumps({"url": f"http://127.0.0.1:{candidate['port']}"}))
                return
            sys.exit(f"srun ended with exit code {job.returncode}: {open(errors).read().strip()}")
        time.sleep(0.5)


def stop(reference):
    subprocess.run(["scancel", "--name", reference["name"]], check=True)
    while state(reference["name"])[0]:
        time.sleep(0.5)


def logs(reference):
    while not os.path.exists(log_of(reference["name"])):
        time.sleep(0.1)
    with open(log_of(reference["name"])) as file:
        while True:
            running = state(reference["name"])[0]
            sys.stdout.write(file.read())
            sys.stdout.flush()
            if not running:
                return
            time.sleep(1)


if __name__ == "__main__":
    try:
        {"start": start, "stop": stop, "logs": logs}[sys.argv[1]](json.load(sys.stdin))
    except subprocess.CalledProcessError as failed:
        sys.exit(f"{failed.cmd[0]}: {failed.stderr}")
