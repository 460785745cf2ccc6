"""An interactive bash on a pseudo-terminal that is its own, for tests: interactive-shell.py < STEPS

Steps are JSON, a list a line: what to wait for on the screen, and what to type then, or {"signal": NAME} for those in the
foreground. Standard output gets the whole screen when bash has ended, or has not gone on for long.
"""
import json
import os
import pty
import select
import signal
import sys

PATIENCE = 40

steps = [json.loads(line) for line in sys.stdin]
shell, screen = pty.fork()
if shell == 0:
    os.environ["PS1"] = "READY> "
    os.execvp("bash", ["bash", "--norc", "--noprofile", "-i"])
shown = b""
seen = 0
while select.select([screen], [], [], PATIENCE)[0]:
    try:
        shown += os.read(screen, 65536)
    except OSError:
        break
    while steps and steps[0][0].encode() in shown[seen:]:
        awaited, action = steps.pop(0)
        seen = shown.index(awaited.encode(), seen) + len(awaited)
        if isinstance(action, str):
            os.write(screen, action.encode())
        else:
            os.killpg(os.tcgetpgrp(screen), signal.Signals[action["signal"]])
else:
    os.killpg(shell, signal.SIGKILL)
    shown += b"\n(it does not go on)"
sys.stdout.write(shown.decode("latin1"))
