"""Runs a command on a pseudo-terminal, for tests: on-terminal.py [--screen] COMMAND...

What comes on standard input is typed. Standard output tells, a JSON object a line: the command's pid, whenever the
terminal becomes raw or stops being so, and at the end the status and whether the terminal is as it was before. With
--screen standard error is the terminal, too, and what came to it is told before the end.
"""
import json
import os
import pty
import select
import subprocess
import sys
import termios

LFLAG = 3


def say(**what):
    print(json.dumps(what), flush=True)


def is_raw(terminal):
    return not termios.tcgetattr(terminal)[LFLAG] & (termios.ICANON | termios.ECHO)


keyboard, terminal = pty.openpty()
before = termios.tcgetattr(terminal)
shared = sys.argv[1] == "--screen"
command = subprocess.Popen(
    sys.argv[2:] if shared else sys.argv[1:], stdin=terminal, stdout=terminal, stderr=terminal if shared else None
)
say(pid=command.pid)
raw = False
screen = b""
sources = [keyboard, 0]
while command.poll() is None:
    ready, _, _ = select.select(sources, [], [], 0.005)
    if keyboard in ready:
        screen += os.read(keyboard, 65536)
    if 0 in ready:
        typed = os.read(0, 65536)
        if typed:
            os.write(keyboard, typed)
        else:
            sources.remove(0)
    if is_raw(terminal) != raw:
        raw = not raw
        say(raw=raw)
while select.select([keyboard], [], [], 0)[0]:
    screen += os.read(keyboard, 65536)
if shared:
    say(screen=screen.decode("latin1"))
say(status=command.returncode, restored=termios.tcgetattr(terminal) == before)
