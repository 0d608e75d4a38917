"""`python -m onroll COMMAND`, which is what `./onroll COMMAND` becomes once the environment is there."""

import sys

from onroll.launcher.dispatch import main

sys.exit(main(sys.argv[1:]))
