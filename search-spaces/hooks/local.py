#!/usr/bin/env python3
"""AutoTune's hooks as processes of this machine."""
import json
import os
import signal
import subprocess
import sys
import tempfile
import time


def paths(name):
    folder = os.path.join(tempfile.gettempdir(), "autotune-hooks")
    os.makedirs(folder, exist_ok=True)
    return os.path.join(folder, name + ".log"), os.path.join(folder, name + ".pid")


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def start(candidate):
    log, pidfile = paths(candidate["name"])
    with open(log, "w") as output:
        engine = subprocess.Popen(candidate["command"], stdout=output, stderr=output, stdin=subprocess.DEVNULL,
                                  env={**os.environ, **candidate["environment"]}, start_new_session=True)
    with open(pidfile, "w") as file:
        file.write(str(engine.pid))
    print(json.dumps({"url": f"http://127.0.0.1:{candidate['port']}"}))


def stop(reference):
    log, pidfile = paths(reference["name"])
    if not os.path.exists(pidfile):
        return
    pid = int(open(pidfile).read())
    for number in (signal.SIGTERM, signal.SIGKILL):
        if alive(pid):
            os.killpg(pid, number)
        for _ in range(100):
            if not alive(pid):
                break
            time.sleep(0.05)
    os.remove(pidfile)
    os.remove(log)


def logs(reference):
    log, pidfile = paths(reference["name"])
    pid = int(open(pidfile).read())
    with open(log) as file:
        while True:
            running = alive(pid)
            sys.stdout.write(file.read())
            sys.stdout.flush()
            if not running:
                return
            time.sleep(0.1)


if __name__ == "__main__":
    {"start": start, "stop": stop, "logs": logs}[sys.argv[1]](json.load(sys.stdin))
