import sys

from qqdesk.cli import main

if __name__ == "__main__":
    sys.exit(main())
