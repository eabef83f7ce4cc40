"""Exit codes.

::

    0    done
    1    failed
    2    used wrongly: an unknown option, or a value that makes no sense (click's own)
    3    finished, but some photos or files failed
    130  interrupted (Ctrl-C), as shells have it: 128 + SIGINT
    143  asked to end (kill, SLURM): 128 + SIGTERM
"""

FAILED = 1
USED_WRONGLY = 2
SOME_FAILED = 3
INTERRUPTED = 130
TERMINATED = 143
