#!/bin/sh
# After a deb or rpm was unpacked: the command, the sandbox helper, the desktop's lists. ${...} is filled in when packaging.
set -e
app='/opt/${sanitizedProductName}'
ln -sf "$app/"'${executable}' '/usr/bin/${executable}'
# Where unprivileged user namespaces are restricted (Ubuntu 24.04, hardened kernels) Chromium's sandbox needs its helper
# setuid. Asking the kernel here would tell nothing: root may always make namespaces.
chown root:root "$app/chrome-sandbox"
chmod 4755 "$app/chrome-sandbox"
if command -v update-desktop-database >/dev/null 2>&1; then
  update-desktop-database -q /usr/share/applications || true
fi
