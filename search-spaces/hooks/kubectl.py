#!/usr/bin/env python3
"""AutoTune's hooks as pods of a Kubernetes cluster. AutoTune has to reach pod addresses: run it inside the cluster, or on a node."""
import json
import subprocess
import sys
import time

SECRET = "autotune"  # its keys are the names of the study's `secrets`


def kubectl(*arguments, given=None, check=True):
    return subprocess.run(["kubectl", *arguments], input=given, text=True, capture_output=True, check=check)


def start(candidate):
    resources = candidate["resources"]
    limits = {}
    if resources["gpus"]:
        limits["nvidia.com/gpu"] = str(resources["gpus"])
    if resources["memory"]:
        limits["memory"] = str(resources["memory"])
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": candidate["name"], "labels": {"app": "autotune"}},
        "spec": {
            "restartPolicy": "Never",
            "containers": [{
                "name": "engine",
                "image": candidate["image"],
                # Without the program: the image's own entry point starts it.
                "args": candidate["command"][1:],
                "env": [{"name": name, "value": value} for name, value in candidate["environment"].items()]
                + [{"name": name, "valueFrom": {"secretKeyRef": {"name": SECRET, "key": name}}} for name in candidate["secrets"]],
                "ports": [{"containerPort": candidate["port"]}],
                "resources": {"limits": limits},
            }],
        },
    }
    kubectl("apply", "-f", "-", given=json.dumps(pod))
    while True:
        status = json.loads(kubectl("get", "pod", candidate["name"], "-o", "json").stdout)["status"]
        for container in status.get("containerStatuses", []):
            reason = container.get("state", {}).get("waiting", {}).get("reason", "")
            if reason in ("ErrImagePull", "ImagePullBackOff", "InvalidImageName"):
                sys.exit(f"{reason}: {candidate['image']}")
        if status.get("phase", "Pending") != "Pending":
            # One that has ended already is told by `logs`: a configuration that fails is no reason to stop the study.
            print(json.dumps({"url": f"http://{status.get('podIP') or '127.0.0.1'}:{candidate['port']}"}))
            return
        time.sleep(0.5)


def stop(reference):
    kubectl("delete", "pod", reference["name"], "--ignore-not-found", "--wait=true", "--grace-period=10")


def logs(reference):
    since = []
    while True:
        subprocess.run(["kubectl", "logs", "--follow", *since, reference["name"]])
        pod = kubectl("get", "pod", reference["name"], "-o", "json", check=False)
        if pod.returncode != 0 and "NotFound" in pod.stderr:
            return
        if pod.returncode == 0:
            for container in json.loads(pod.stdout)["status"].get("containerStatuses", []):
                ended = container.get("state", {}).get("terminated")
                if ended:
                    sys.exit(ended["exitCode"])
        # The stream ended, and the engine did not: log rotation, or an idle connection that was closed.
        since = ["--since=2s"]
        time.sleep(1)


if __name__ == "__main__":
    try:
        {"start": start, "stop": stop, "logs": logs}[sys.argv[1]](json.load(sys.stdin))
    except subprocess.CalledProcessError as failed:
        sys.exit(f"kubectl: {failed.stderr.strip()}")
