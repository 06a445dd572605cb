// Debian's packages, where we may install them: as root, never by asking for another user's rights.
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { run, stopIfInterrupted } from '../processes.mjs';

const servicePolicy = '/usr/sbin/policy-rc.d';
// Installing waits this long for another program that holds the package database.
const lockWaitS = 120;
const apt = ['-y', '-q', '-o', `DPkg::Lock::Timeout=${lockWaitS}`];
const aptEnvironment = { DEBIAN_FRONTEND: 'noninteractive' };

export function canInstallPackages() {
  return process.platform === 'linux' && process.getuid() === 0 && existsSync('/usr/bin/apt-get');
}

/**
 * Installs packages without starting the services in them, now or at the next boot.
 * @param services names of the services that the packages bring
 * @returns exit code and output of the command that failed, or of the last one
 */
export async function installPackages(packages, services = []) {
  const updated = await run('apt-get', ['update', ...apt], { quiet: true, env: aptEnvironment });
  stopIfInterrupted();
  if (updated.code !== 0) return updated;
  const keepServicesDown = withServicesDown();
  try {
    const install = ['install', ...apt, '--no-install-recommends', ...packages];
    const installed = await run('apt-get', install, { quiet: true, env: aptEnvironment });
    if (installed.code === 0) for (const service of services) await disableService(service);
    return installed;
  } finally {
    keepServicesDown.restore();
  }
}

// Maintainer scripts ask this file whether they may start a service; 101 means no (policy-rc.d, Debian Policy 9.3.3).
// A machine that has its own answer keeps it.
function withServicesDown() {
  if (existsSync(servicePolicy)) return { restore: () => {} };
  const restore = () => rmSync(servicePolicy, { force: true });
  writeFileSync(servicePolicy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  process.once('exit', restore);
  return {
    restore: () => {
      process.removeListener('exit', restore);
      restore();
    },
  };
}

// Only links for the next boot are changed; a machine without the tool has no such links.
async function disableService(service) {
  const systemd = existsSync('/usr/bin/systemctl') || existsSync('/bin/systemctl');
  if (systemd) await run('systemctl', ['disable', service], { quiet: true });
  else if (existsSync('/usr/sbin/update-rc.d'))
    await run('update-rc.d', [service, 'disable'], { quiet: true });
}
