"""Runs a command on a terminal that hangs up, for tests: hang-up.py COMMAND...

The command's standard input and output are the terminal, which controls it. When it has told something on standard error,
the terminal hangs up. Standard output tells then, as JSON, the status, and what came on standard error.
"""
import fcntl
import json
import os
import pty
import subprocess
import sys
import termios

keyboard, terminal = pty.openpty()


def take_terminal():
    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


command = subprocess.Popen(
    sys.argv[1:], stdin=terminal, stdout=terminal, stderr=subprocess.PIPE, preexec_fn=take_terminal
)
os.close(terminal)
told = command.stderr.readline()
os.close(keyboard)
told += command.stderr.read()
print(json.dumps({"status": command.wait(), "stderr": told.decode("latin1")}))
