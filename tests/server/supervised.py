"""Workers under a supervisor that finds each of them too large: supervised.py PORT MOST-MEMORY.

What the archive runs, with a memory limit of the test's choice.
"""

import sys

from newsarchive.server import supervisor
from newsarchive.server.serving import APPLICATION, configuration, listeners

if __name__ == "__main__":
    supervisor.MEMORY_INTERVAL = 0.1
    config = configuration(APPLICATION, workers=1, grace=0, log=None)
    watched = supervisor.Supervisor(config, [*listeners("127.0.0.1", int(sys.argv[1]), 1)], int(sys.argv[2]))
    watched.run()
    sys.exit(1 if watched.failed else 0)
