import sys

from qqdesk.cli.client import main

if __name__ == "__main__":
    sys.exit(main())
