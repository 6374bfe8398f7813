import sys

from qqdesk.cli.server import main

if __name__ == "__main__":
    sys.exit(main())
