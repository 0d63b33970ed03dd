"""Run workers under a supervisor with a given memory limit: supervised.py PORT MOST-MEMORY.

Otherwise this is what the archive runs.
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
