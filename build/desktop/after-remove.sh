#!/bin/sh
# After a deb or rpm was removed; at an upgrade the new one has put its own link in place already.
if [ "$1" = upgrade ] || [ "$1" = 1 ]; then exit 0; fi
rm -f '/usr/bin/${executable}'
