"""``python -m haina`` is the command ``haina``."""

import sys

from haina.cli import main

sys.exit(main())
