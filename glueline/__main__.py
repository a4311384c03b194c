"""`python -m glueline` is `glueline`."""

import sys

from glueline.cli import main

sys.exit(main())
